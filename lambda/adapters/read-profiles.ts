import { countAt, deferredAt, Environment, objectAt, planError, PlanObject } from './plan-values';
import { ApplicationProfilesPlan } from '../../src/contract/plan';
import { LoadedProfiles } from '../core/loaded-plan';

const ARN_PREFIX = /^arn:[a-z-]+:bedrock:[a-z0-9-]+:\d{12}:application-inference-profile\/$/;
const PROFILE_ID = /^[a-zA-Z0-9.:-]+$/;

/** The ARNs of a plan's application inference profiles, each at its place. */
export interface ProfileArns {
  readonly by: ApplicationProfilesPlan['by'];
  readonly arns: readonly string[];
}

export function profileArnsAt(value: unknown, path: string, environment: Environment): ProfileArns {
  const { by, arnPrefix, ids } = objectAt(value, path);
  if (by !== 'tenant' && by !== 'route') throw planError(`${path}.by`, '"tenant" or "route"', by);
  const prefix = deferredAt(arnPrefix, `${path}.arnPrefix`, environment);
  if (!ARN_PREFIX.test(prefix)) throw planError(`${path}.arnPrefix`, 'the ARN of an application inference profile without its id', prefix);
  const arns = deferredAt(ids, `${path}.ids`, environment).split(',').map((id) => {
    if (!PROFILE_ID.test(id)) throw planError(`${path}.ids`, 'ids of application inference profiles with commas between them', id);
    return prefix + id;
  });
  return { by, arns };
}

/** Those of one target, by the names of tenants or routes. */
export function profilesAt(places: PlanObject, path: string, { by, arns }: ProfileArns): LoadedProfiles {
  return {
    by,
    arns: new Map(Object.entries(places).map(([name, value]) => {
      const at = `${path}[${JSON.stringify(name)}]`;
      const arn = arns[countAt(value, at, 0)];
      if (arn === undefined) throw planError(at, `a place in applicationProfiles.ids, which has ${arns.length}`, value);
      return [name, arn];
    })),
  };
}
