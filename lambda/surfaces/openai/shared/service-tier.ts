import { ConverseEvent } from '../../../core/converse';
import { optional, quoted, wrongField } from '../../shared/fields';
import { isJsonObject, JsonObject, readJson } from '../../shared/json';

/** Served as Bedrock serves by default. */
const UNASKED: readonly unknown[] = ['auto', 'default'];

/** The same under both names: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ServiceTier.html */
const PASSED_ON: readonly unknown[] = ['flex', 'priority'];

/** @throws GatewayError for a tier that Bedrock does not have */
export function serviceTier(body: JsonObject): { readonly serviceTier?: JsonObject } {
  const value = optional(body, 'service_tier');
  if (value === undefined || UNASKED.includes(value)) return {};
  if (!PASSED_ON.includes(value)) throw wrongField('service_tier', "'auto', 'default', 'flex' or 'priority'", quoted(value));
  return { serviceTier: { type: value } };
}

/** The tier that served an answer, if Bedrock says so under a name that OpenAI has too. */
export function servedTier(answer: unknown): string | undefined {
  const tier = isJsonObject(answer) && isJsonObject(answer.serviceTier) ? answer.serviceTier.type : undefined;
  return tier === 'default' || PASSED_ON.includes(tier) ? tier as string : undefined;
}

/** The same, of the last event of a stream. The answer is complete then: what cannot be read is left out. */
export function streamedTier(metadata: ConverseEvent): string | undefined {
  const reading = readJson(new TextDecoder().decode(metadata.payload));
  return reading.kind === 'value' ? servedTier(reading.value) : undefined;
}
