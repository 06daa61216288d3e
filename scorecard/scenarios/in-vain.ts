import { check } from '../judge/conduct';
import { TargetShape, targetName, tenantOf } from '../routes';
import { Play } from '../scenario';
import { Stage } from '../stage/stage';

/** Asks, and looks whether a target was tried first that no call of can get to Bedrock: only the gateway knows of that. */
export function askInVain(id: string, first: TargetShape) {
  return async (stage: Stage): Promise<Play> => {
    const caller = await stage.askAgain();
    await stage.idle();
    const attempts = (stage.decisions(tenantOf(id)).at(-1)?.attempts ?? []) as readonly { readonly target: string; readonly outcome: string }[];
    const [{ target = 'nothing', outcome = '' } = {}] = attempts;
    return {
      callers: [caller],
      checks: [check('the first target is tried in vain', target === targetName(id, first) && outcome !== 'answered', `${target} ${outcome}`)],
    };
  };
}
