import { deferredAt, Environment, objectAt, planError } from './plan-values';
import { GuardrailPlan } from '../../src/contract/plan';
import { LoadedGuardrail, LoadedPlan, LoadedTarget } from '../core/loaded-plan';
import { namesOfTargets } from '../core/targets-of-route';

const IDENTIFIER = /^[a-z0-9]+$/;
const VERSION = /^([1-9][0-9]{0,7}|DRAFT)$/;

export function guardrailAt(value: unknown, path: string): GuardrailPlan {
  const { streamProcessing, trace } = objectAt(value, path);
  if (streamProcessing !== 'sync' && streamProcessing !== 'async') throw planError(`${path}.streamProcessing`, '"sync" or "async"', streamProcessing);
  if (trace !== 'disabled' && trace !== 'enabled' && trace !== 'enabled_full') throw planError(`${path}.trace`, '"disabled", "enabled" or "enabled_full"', trace);
  return { streamProcessing, trace };
}

/** Those of one target, by route. */
export function guardrailsAt(value: unknown, path: string, environment: Environment): LoadedTarget['guardrails'] {
  return new Map(Object.entries(objectAt(value, path)).map(([route, reference]): readonly [string, LoadedGuardrail] => {
    const at = `${path}[${JSON.stringify(route)}]`;
    const members = objectAt(reference, at);
    const identifier = deferredAt(members.identifier, `${at}.identifier`, environment);
    if (!IDENTIFIER.test(identifier)) throw planError(`${at}.identifier`, 'the id of a guardrail, not its ARN', identifier);
    const version = deferredAt(members.version, `${at}.version`, environment);
    if (!VERSION.test(version)) throw planError(`${at}.version`, 'the version of a guardrail, a number or "DRAFT"', version);
    return [route, { identifier, version }];
  }));
}

/** A route has a guardrail at all of its targets or at none: what one half of the plan says must not be lost in the other. */
export function requireGuardrails({ routes, targets }: Pick<LoadedPlan, 'routes' | 'targets'>): void {
  for (const [name, route] of routes) {
    for (const target of namesOfTargets(route)) {
      const found = targets.get(target)?.guardrails?.get(name);
      if ((found !== undefined) === (route.guardrail !== undefined)) continue;
      const at = `targets[${JSON.stringify(target)}].guardrails[${JSON.stringify(name)}]`;
      throw planError(at, route.guardrail ? 'the guardrail that the route is to be called with' : 'nothing, since the route has no guardrail', found);
    }
  }
}
