import { AttemptScope } from '../attempts/attempt-scope';
import { ModelEvent } from '../model-answer';
import { Clock } from '../ports';
import { UpstreamError } from '../upstream-error';

/**
 * The events of a stream; one that lets its reader wait longer than `idleMs` is cut off as stalled. A reader that
 * takes its time does not count: only waiting for the upstream does.
 */
export function limitIdle(source: AsyncIterator<ModelEvent>, scope: AttemptScope, clock: Clock, idleMs: number): AsyncIterator<ModelEvent> {
  let waitingSince: number | undefined;

  // One timer for a stream, not one for every event.
  const watch = async () => {
    for (;;) {
      const since = waitingSince;
      const left = since === undefined ? idleMs : since + idleMs - clock.now();
      if (left <= 0) return scope.fail(new UpstreamError('StreamStalled', undefined, `the stream said nothing for ${idleMs} ms`));
      await clock.sleep(left, scope.signal);
    }
  };
  watch().catch(() => undefined);

  return {
    async next() {
      waitingSince = clock.now();
      try {
        return await source.next();
      } finally {
        waitingSince = undefined;
      }
    },
    return: async () => await source.return?.() ?? { done: true, value: undefined },
  };
}
