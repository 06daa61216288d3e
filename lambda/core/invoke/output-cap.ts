import { RoutePlan } from '../../../src/contract/plan';
import { GatewayError } from '../gateway-error';
import { isAnswersName, isCapName } from '../hidden-output';
import { OutputCap } from './body-family';
import { JsonMembers } from './invoke-body';

export interface CappedBody {
  readonly json: JsonMembers;
  readonly maxTokens: number;
}

/**
 * Makes the output cap of a body explicit: what it declares or the route's default, never above the route's ceiling.
 * @throws GatewayError for a cap that is no number, for one in another place, and for more than one answer
 */
export function capOutput(json: JsonMembers, cap: OutputCap, { defaultMaxTokens, maxTokensCeiling }: RoutePlan): CappedBody {
  const group = cap.group === undefined ? json : groupIn(json, cap.group);
  const member = cap.alias !== undefined && Object.hasOwn(group, cap.alias) ? cap.alias : cap.member;
  const declared = group[member];
  if (declared !== undefined && !(typeof declared === 'number' && Number.isSafeInteger(declared) && declared >= 1)) {
    throw refusal(cap, member, `expected a whole number from 1, and received ${JSON.stringify(declared).slice(0, 60)}`);
  }
  refuseOthers(json, cap, undefined, cap.group === undefined ? member : undefined);
  if (cap.group !== undefined) refuseOthers(group, cap, cap.group, member);

  const maxTokens = Math.min(declared ?? defaultMaxTokens, maxTokensCeiling);
  if (maxTokens === declared) return { json, maxTokens };
  const capped = { ...group, [member]: maxTokens };
  return { json: cap.group === undefined ? capped : { ...json, [cap.group]: capped }, maxTokens };
}

function groupIn(json: JsonMembers, name: string): JsonMembers {
  const group = json[name] ?? {};
  if (typeof group !== 'object' || Array.isArray(group)) {
    throw new GatewayError('invalidRequest', `${name}: expected an object`, { field: name });
  }
  return group as JsonMembers;
}

/** What the model would take for more output than is counted. */
function refuseOthers(members: JsonMembers, cap: OutputCap, group: string | undefined, allowed: string | undefined): void {
  for (const [name, value] of Object.entries(members)) {
    const field = group === undefined ? name : `${group}.${name}`;
    if (name !== allowed && isCapName(name)) {
      throw new GatewayError('invalidRequest', `${field}: set ${pathOf(cap)} instead, the one cap that counts against quotas`, { field });
    }
    if (isAnswersName(name) && value !== 1 && value !== null) {
      throw new GatewayError('invalidRequest', `${field}: a request gets one answer, and only one counts against quotas; leave it out`, { field });
    }
  }
}

function refusal(cap: OutputCap, member: string, problem: string): GatewayError {
  const field = cap.group === undefined ? member : `${cap.group}.${member}`;
  return new GatewayError('invalidRequest', `${field}: ${problem}`, { field });
}

function pathOf({ group, member }: OutputCap): string {
  return group === undefined ? member : `${group}.${member}`;
}
