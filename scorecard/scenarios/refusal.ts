import { check } from '../judge/conduct';
import { Play } from '../scenario';
import { Stage } from '../stage/stage';

/** What a caller should be told who gets no answer. */
export interface Refusal {
  readonly status: number;
  /** Found in the message. */
  readonly because?: RegExp;
  /** Whether it is told when to come back. */
  readonly comeBack?: boolean;
}

/** Asks once, and compares what the caller is told with what it should be told. */
export function askRefused({ status, because, comeBack = false }: Refusal) {
  return async (stage: Stage): Promise<Play> => {
    const caller = await stage.askAgain();
    const message = caller.error?.message ?? 'nothing';
    return {
      callers: [caller],
      checks: [
        check(`the caller is told ${status}`, caller.status === status, String(caller.status)),
        ...(because === undefined ? [] : [check('the caller is told why', because.test(message), message)]),
        ...(comeBack ? [check('the caller is told when to come back', (caller.retryAfterSeconds ?? 0) > 0, String(caller.retryAfterSeconds))] : []),
      ],
    };
  };
}
