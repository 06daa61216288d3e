import { Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { CfnGuardrail } from 'aws-cdk-lib/aws-bedrock';
import { GEOGRAPHIES } from '../contract/geographies';

/** `us.guardrail.v1:0`, at the end of an ARN: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region-support.html */
const GUARDRAIL_PROFILE = /:guardrail-profile\/([a-z-]+)\.guardrail\./;

/** Where a guardrail may be evaluated, beside its own Region. */
export type GuardrailRegions =
  /** Perhaps none. */
  | { readonly kind: 'known'; readonly regions: readonly string[] }
  /** It calls other Regions, through a profile of which nobody knows where it goes. */
  | { readonly kind: 'unknownProfile'; readonly profile: string }
  /** It is not in the app, so nothing can be seen of it. */
  | { readonly kind: 'notVisible' };

/** @param identifier of a guardrail; a token where the guardrail is in the app */
export function guardrailRegions(identifier: string): GuardrailRegions {
  const guardrail = Tokenization.reverseString(identifier).tokens
    .flatMap((token) => (Reference.isReference(token) && CfnGuardrail.isCfnGuardrail(token.target) ? token.target : []))[0];
  if (!guardrail) return { kind: 'notVisible' };
  const configuration = Stack.of(guardrail).resolve(guardrail.crossRegionConfig) as { readonly guardrailProfileArn?: unknown } | undefined;
  if (configuration === undefined) return { kind: 'known', regions: [] };
  const profile = JSON.stringify(configuration.guardrailProfileArn ?? configuration);
  const [, geography] = GUARDRAIL_PROFILE.exec(profile) ?? [];
  const known = geography !== undefined && Object.hasOwn(GEOGRAPHIES, geography);
  return known ? { kind: 'known', regions: GEOGRAPHIES[geography] } : { kind: 'unknownProfile', profile };
}
