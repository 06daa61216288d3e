import { comparisons } from './peers';
import { Measurements } from './targets';
import { PeerName } from '../subjects/subjects';

/** Why a peer takes less than the gateway, by what it takes less of. Undefined when nobody has looked into it yet. */
const REASONS: { readonly [measure: string]: string | undefined } = {};

/** Every figure in which a peer is ahead of the gateway with admission, and why. */
export function remarksOn({ samples, works }: Pick<Measurements, 'samples' | 'works'>, peers: readonly PeerName[]): readonly string[] {
  const behind = comparisons(samples, works, peers, 'gateway+admission').filter(({ behindIn }) => behindIn.length > 0);
  return behind.flatMap(({ work, peer, behindIn }) => behindIn.map((measure) =>
    `${work.title}: ${peer} is ahead in ${measure}. ${REASONS[measure] ?? 'Why is not known yet.'}`));
}
