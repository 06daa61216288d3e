import { TargetHealth } from './target-health';

/**
 * What to believe when the table says one thing and this container has seen another while the table did not answer:
 * whichever was decided later; of two open breakers, the one that stays open longer.
 */
export function believed(shared: TargetHealth | undefined, own: TargetHealth | undefined): TargetHealth | undefined {
  if (!shared || !own) return shared ?? own;
  if (shared.kind === 'open' && own.kind === 'open') return own.openUntil > shared.openUntil ? own : shared;
  return decidedAt(own) > decidedAt(shared) ? own : shared;
}

/** Anything that opened or closed a breaker outweighs suspicion. */
function decidedAt(health: TargetHealth): number {
  switch (health.kind) {
    case 'open': return health.openedAt;
    case 'recovering': return health.since;
    case 'suspect': return -1 / health.failures.length;
  }
}
