import { AttemptEnd, BegunAttempt } from '../../../../lambda/core/serving/one-attempt';
import { race } from '../../../../lambda/core/serving/race';
import { VirtualClock } from '../../../support/virtual-clock';

const CANCELLED: AttemptEnd<string> = { kind: 'cancelled' };

function attempt() {
  let finish!: (end: AttemptEnd<string>) => void;
  const end = new Promise<AttemptEnd<string>>((resolve) => { finish = resolve; });
  const begun: BegunAttempt<string> = { candidate: {} as BegunAttempt<string>['candidate'], startedAt: 0, end, cancel: () => undefined };
  return { begun, finish };
}

it('hands over a second attempt that was begun in the very turn in which the first one ended', async () => {
  const clock = new VirtualClock();
  const first = attempt();
  const second = attempt();
  const late: unknown[] = [];
  const racing = race<string, BegunAttempt<string>>(first.begun, clock, 100, async () => {
    first.finish(CANCELLED);
    return second.begun;
  }, (begun) => late.push(begun));
  const { ended, other } = await clock.run(racing);
  expect(ended).toBe(first.begun);
  expect([...late, other].filter(Boolean)).toEqual([second.begun]);
});
