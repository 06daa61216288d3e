import { GuardrailPlan } from '../../../src/contract/plan';
import { Attribution } from '../attribution';
import { LoadedTarget } from '../loaded-plan';
import { CalledGuardrail, CalledTarget } from '../ports';

/**
 * The target as it is called for somebody: by the application inference profile of the tenant or route, if it has one, and
 * with the guardrail of the route. Everything that is known of the target holds for the profile too, which draws on the
 * quotas of what it is a copy of.
 * @throws Error for a target without the guardrail that its route is to be called with
 */
export function calledFor(target: LoadedTarget, attribution: Attribution, guardrail: GuardrailPlan | undefined): CalledTarget {
  const { applicationProfiles: profiles } = target;
  const arn = profiles?.arns.get(attribution[profiles.by]);
  return { ...target, ...arn !== undefined && { modelId: arn }, guardrail: guardrail && guardrailOf(target, attribution, guardrail) };
}

/** A plan without it is not loaded; whatever else may go wrong, no call goes out unguarded. */
function guardrailOf({ guardrails, name }: LoadedTarget, { route }: Attribution, guardrail: GuardrailPlan): CalledGuardrail {
  const found = guardrails?.get(route);
  if (!found) throw new Error(`target ${name} has no guardrail for route ${route}`);
  return { ...found, ...guardrail };
}
