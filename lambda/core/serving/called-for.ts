import { Attribution } from '../attribution';
import { LoadedTarget } from '../loaded-plan';
import { ResolvedTarget } from '../ports';

/**
 * The target as it is called for somebody: by the application inference profile of the tenant or route, if it has one.
 * Everything that is known of the target holds for the profile too, which draws on the quotas of what it is a copy of.
 */
export function calledFor(target: LoadedTarget, attribution: Attribution): ResolvedTarget {
  const { applicationProfiles: profiles } = target;
  const arn = profiles?.arns.get(attribution[profiles.by]);
  return arn === undefined ? target : { ...target, modelId: arn };
}
