import { check } from './conduct';
import { AttemptView, CallerView, CanonicalAnswer, Check, Observation } from './views';

/** Whether what complete answers say about themselves is what was seen at Bedrock. */
export function selfReportChecks({ usage }: CanonicalAnswer, { callers, attempts }: Observation): readonly Check[] {
  const complete = callers.filter(({ finish }) => finish !== undefined);
  if (complete.length === 0) return [];
  const wrongUsage = complete.find((caller) => caller.usage?.inputTokens !== usage.inputTokens || caller.usage.outputTokens !== usage.outputTokens);
  const wrongTarget = complete.find((caller) => namesOneTarget(caller) && !attempts.some((attempt) => isBy(attempt, caller)));
  return [
    check('every answer says what it has used', wrongUsage === undefined, JSON.stringify(wrongUsage?.usage)),
    check('every answer names a target that has given it', wrongTarget === undefined, String(wrongTarget?.target)),
  ];
}

/** A streamed answer names its target before it is complete, and another one may complete it. */
function namesOneTarget({ target, firstTokenMs }: CallerView): boolean {
  return target !== undefined && firstTokenMs === undefined;
}

function isBy({ account, region, model, outcome }: AttemptView, { target }: CallerView): boolean {
  return outcome === 'success' && target?.endsWith(`/${account}/${region}/${model}`) === true;
}
