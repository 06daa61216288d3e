import { arrayOf, objectOf, textOf } from './json';
import { AnyResource, GuardrailModel } from './model';
import { originOf } from './read-roles';

/** The guardrails, of which only the words that they block are simulated. */
export function readGuardrails(resources: readonly AnyResource[]): GuardrailModel[] {
  return resources.filter(({ type }) => type === 'AWS::Bedrock::Guardrail').map((resource) => {
    const { BlockedInputMessaging, BlockedOutputsMessaging, WordPolicyConfig } = resource.properties();
    return {
      ...originOf(resource),
      arn: resource.ref,
      blockedWords: arrayOf(objectOf(WordPolicyConfig).WordsConfig).flatMap((word) => textOf(objectOf(word).Text) ?? []),
      blockedInput: textOf(BlockedInputMessaging) ?? '',
      blockedOutput: textOf(BlockedOutputsMessaging) ?? '',
    };
  });
}
