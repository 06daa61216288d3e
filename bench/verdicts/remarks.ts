import { comparisons } from './peers';
import { Measurements } from './targets';
import { Spread } from '../method/statistics';
import { spreadText } from '../report/tables';
import { PeerName } from '../subjects/subjects';

/** Every figure in which a peer is ahead of the gateway with admission, and why. */
export function remarksOn({ samples, works }: Pick<Measurements, 'samples' | 'works'>, peers: readonly PeerName[]): readonly string[] {
  const withoutAdmission = comparisons(samples, works, peers, 'gateway');
  return comparisons(samples, works, peers, 'gateway+admission').flatMap(({ work, peer, behindIn }) => behindIn.map((measure) => {
    const same = withoutAdmission.find((comparison) => comparison.work === work && comparison.peer === peer);
    const without = same?.ratios.find(({ title }) => title === measure)?.spread;
    return `${work.title}: ${peer} is ahead in ${measure}. ${reason(without, peer)}`;
  }));
}

/** @param without what the peer takes, divided by what the gateway takes that admits nothing either */
function reason(without: Spread | undefined, peer: PeerName): string {
  if (without !== undefined && without.median > 1) {
    return `That is what admission takes, which ${peer} does not do: without it the gateway is ahead, ${spreadText(without)}.`;
  }
  return `It is so without admission, too: ${spreadText(without)}.`;
}
