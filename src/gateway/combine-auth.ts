import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { BoundAuth } from './bound-auth';
import { AuthPlan, CredentialPlan } from '../contract/plan';
import { ResilientInferenceError } from '../private/errors';

/** What is accepted by any of several, all of which the gateway itself checks. */
export function combineAuth(scope: IConstruct, kinds: readonly BoundAuth[]): BoundAuth {
  if (kinds.length === 0) {
    throw new ResilientInferenceError('ContradictoryProperties', 'GatewayAuth.anyOf() was given nothing, so nobody could call: pass GatewayAuth.apiKeys() or another kind', scope);
  }
  if (kinds.some(({ methods }) => methods.authorizationType !== AuthorizationType.NONE)) {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      'GatewayAuth.anyOf() was given GatewayAuth.iam() or GatewayAuth.authorizer(), but a method of an API has one kind of authorization: '
      + 'use that kind alone, or make a gateway for each',
      scope,
    );
  }
  const accepts = kinds.flatMap((kind) => kind.accepts);
  const twice = accepts.find((kind, index) => accepts.indexOf(kind) !== index);
  if (twice) {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `GatewayAuth.anyOf() was given ${twice === 'jwt' ? 'GatewayAuth.jwt()' : 'GatewayAuth.apiKeys()'} twice: pass it once`
      + `${twice === 'jwt' ? '; a gateway takes tokens of one issuer' : ''}`,
      scope,
    );
  }
  return {
    methods: { authorizationType: AuthorizationType.NONE },
    resourcePolicyStatements: [],
    tableActions: [...new Set(kinds.flatMap(({ tableActions }) => tableActions))],
    accepts,
    signed: false,
    render: (defer) => ({ kind: 'credentials', accepts: kinds.flatMap((kind) => credentialsOf(kind.render(defer))) }),
  };
}

function credentialsOf(plan: AuthPlan): readonly CredentialPlan[] {
  return plan.kind === 'credentials' ? plan.accepts : [];
}
