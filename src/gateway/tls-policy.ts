import { Token } from 'aws-cdk-lib';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { ResilientInferenceError } from '../private/errors';

/** Regional APIs speak TLS 1.0 under it, and edge-optimized ones have policies of their own. */
const REFUSED: readonly SecurityPolicy[] = [
  SecurityPolicy.TLS_1_0, SecurityPolicy.TLS12_2018_EDGE, SecurityPolicy.TLS12_PFS_2025_EDGE, SecurityPolicy.TLS13_2025_EDGE,
];

export function bindTlsPolicy(scope: IConstruct, policy: SecurityPolicy = SecurityPolicy.TLS13_1_2_PQ_2025_09): SecurityPolicy {
  if (Token.isUnresolved(policy) || !REFUSED.includes(policy)) return policy;
  throw new ResilientInferenceError(
    'InvalidTlsPolicy',
    `tlsPolicy is ${policy}, ${policy === SecurityPolicy.TLS_1_0 ? 'which accepts TLS 1.0' : 'which is for edge-optimized APIs'}: use SecurityPolicy.TLS13_1_2_PQ_2025_09 or another one that is neither`,
    scope,
  );
}
