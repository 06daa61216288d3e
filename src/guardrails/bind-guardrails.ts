import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { GuardrailReference } from './guardrail-reference';
import { RouteGuardrail } from './route-guardrail';
import { isEmbeddingModel } from '../contract/embedding-models';
import { GuardrailPlan } from '../contract/plan';
import { ResilientInferenceError } from '../private/errors';
import { BoundTarget } from '../targets/bound-target';

/** What a route calls each of its targets with. */
export interface BoundGuardrail {
  readonly plan: GuardrailPlan;
  /** By the name of the target: there is one for every target of the route. */
  readonly byTarget: ReadonlyMap<string, GuardrailReference>;
}

/** Finds a guardrail for every target of a route that has one. */
export function bindGuardrail(
  scope: IConstruct, route: string, guardrail: RouteGuardrail | undefined, targets: readonly BoundTarget[],
): BoundGuardrail | undefined {
  if (!guardrail) {
    refuseUnused(scope, route, targets);
    return undefined;
  }
  const { plan, regions } = guardrail._choice();
  return { plan, byTarget: new Map(targets.map((target) => [target.name, guardrailOf(scope, route, target, regions)])) };
}

function guardrailOf(scope: IConstruct, route: string, target: BoundTarget, regions: ReadonlyMap<string, GuardrailReference>): GuardrailReference {
  const { model: { foundationModel }, name, region, role } = target;
  if (isEmbeddingModel(foundationModel)) {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `route '${route}' has a guardrail, but its target '${name}' calls '${foundationModel}', and Bedrock applies no guardrail to embedding models: leave the guardrail out, or give the model a route of its own`,
      scope,
    );
  }
  const own = target.guardrail ?? target.shardGuardrail;
  if (own) return own;
  if (role) {
    throw new ResilientInferenceError(
      'MissingGuardrail',
      `route '${route}' has a guardrail, but its target '${name}' is in another account, which cannot use those of the gateway's: give the target, or its shard, a guardrail of that account and Region`,
      scope,
    );
  }
  const found = regions.get(region.name);
  if (found) return found;
  const known = [...regions.keys()].map((key) => (Token.isUnresolved(key) ? 'the Region of the stack' : key)).join(', ');
  throw new ResilientInferenceError(
    'MissingGuardrail',
    `route '${route}' has guardrails in ${known || 'no Region'}, but its target '${name}' is called in ${Token.isUnresolved(region.name) ? 'the Region of the stack, which is not known at synth' : region.name}, and a guardrail exists in one Region only: `
    + 'name one for that Region in RouteGuardrail.perRegion() (stack.region is a key too), or remove the target',
    scope,
  );
}

/** Whoever gives a target a guardrail expects that it is applied. */
function refuseUnused(scope: IConstruct, route: string, targets: readonly BoundTarget[]): void {
  const guarded = targets.find((target) => target.guardrail);
  if (!guarded) return;
  throw new ResilientInferenceError(
    'ContradictoryProperties',
    `target '${guarded.name}' has a guardrail, but route '${route}' has none and would call it without: give the route a guardrail too, or use a target without one and with a name of its own`,
    scope,
  );
}
