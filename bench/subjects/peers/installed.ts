import { PeerName, PEERS } from '../subjects';

/** A peer that is on this machine. */
export interface InstalledPeer {
  /** What is run. */
  readonly program: string;
  readonly version: string;
}

/** The peers that were looked for. One that cannot be had says why. */
export type InstalledPeers = { readonly [name in PeerName]?: InstalledPeer | { readonly missing: string } };

/** How the command that brings peers to this machine tells where they are. */
export const INSTALLED_PEERS = 'BENCH_PEERS';

/** @param text JSON; undefined when no peer was looked for */
export function readInstalledPeers(text: string | undefined): InstalledPeers {
  return text === undefined ? {} : JSON.parse(text) as InstalledPeers;
}

export function presentPeers(peers: InstalledPeers): ReadonlyMap<PeerName, InstalledPeer> {
  return new Map(PEERS.flatMap((name) => {
    const peer = peers[name];
    return peer && 'program' in peer ? [[name, peer] as const] : [];
  }));
}

/** What a person is told of those that are not measured. */
export function missingPeers(peers: InstalledPeers): readonly string[] {
  return PEERS.flatMap((name) => {
    const peer = peers[name];
    return peer && 'missing' in peer ? [`${name} is left out: ${peer.missing}`] : [];
  });
}
