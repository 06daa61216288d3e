import { check } from '../judge/conduct';
import { Play } from '../scenario';
import { Stage } from '../stage/stage';

/** Asks once, and looks at which models were called for it, in order, and which target is said to have served. */
export function askModels(expected: readonly string[], target: string) {
  return async (stage: Stage): Promise<Play> => {
    const startedAt = Date.now();
    const caller = await stage.askAgain();
    const models = stage.witness.attempts(startedAt).map(({ model }) => model);
    return {
      callers: [caller],
      checks: [
        check(`the models asked are ${expected.join(', ')}`, models.join() === expected.join(), models.join(', ')),
        check('the target that served is reported', caller.target === target, caller.target ?? 'nothing'),
      ],
    };
  };
}
