import { believed } from '../../../../lambda/core/health/opinions';
import { Open, TargetHealth } from '../../../../lambda/core/health/target-health';

const open = (openedAt: number, openUntil: number): Open => ({ kind: 'open', cause: 'failures', openedAt, openUntil, openMs: 1_000 });
const closed = (since: number): TargetHealth => ({ kind: 'recovering', since, openMs: 0, failures: [] });
const suspect = (...failures: number[]): TargetHealth => ({ kind: 'suspect', failures });

test.each<[string, TargetHealth | undefined, TargetHealth | undefined, 'shared' | 'own']>([
  ['the only one there is', undefined, suspect(1), 'own'],
  ['the only one there is', open(1, 2), undefined, 'shared'],
  ['an open breaker over a suspicion', suspect(900), open(1, 2), 'own'],
  ['an open breaker over a suspicion', open(1, 2), suspect(900), 'shared'],
  ['a recovery from after the opening', open(5, 9), closed(6), 'own'],
  ['an opening from after the recovery', open(7, 9), closed(6), 'shared'],
  ['the open breaker that stays open longer', open(5, 9), open(3, 20), 'own'],
  ['the table\'s among equals', open(5, 9), open(3, 9), 'shared'],
  ['more failures', suspect(1), suspect(1, 2), 'own'],
  ['more failures', suspect(1, 2), suspect(3), 'shared'],
])('believes %s (%j, %j)', (_, shared, own, winner) => {
  expect(believed(shared, own)).toBe(winner === 'own' ? own : shared);
});
