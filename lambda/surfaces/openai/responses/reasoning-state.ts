import { ContentBlock } from '../../../core/converse';
import { isBase64 } from '../../shared/base64';
import { requireString, wrongField } from '../../shared/fields';
import { isJsonObject, JsonObject, readJson } from '../../shared/json';

/** What a model has to be given back to go on from its own reasoning. */
export interface ReasoningState {
  readonly text: string;
  readonly signature?: string;
  readonly redacted?: string;
}

/**
 * Reasoning as `encrypted_content`, which is opaque to clients: they send it back as it came. Nothing is encrypted here, and
 * nothing needs to be: the model checks its signature, and what it keeps secret it has encrypted itself.
 * @returns nothing for reasoning that its model has not signed: Bedrock takes none of it back
 */
export function sealed({ redacted, signature, text }: ReasoningState): string | undefined {
  if (redacted !== undefined) return written({ redacted });
  return signature === undefined ? undefined : written({ text, signature });
}

/** @throws GatewayError for anything that `sealed` has not made */
export function unsealed(value: unknown, field: string): ContentBlock {
  const { redacted, signature, text } = read(requireString(value, field), field);
  if (typeof redacted === 'string' && isBase64(redacted)) return { reasoningContent: { redactedContent: redacted } };
  if (typeof text === 'string' && typeof signature === 'string') return { reasoningContent: { reasoningText: { text, signature } } };
  throw foreign(field);
}

function written(state: JsonObject): string {
  return Buffer.from(JSON.stringify(state), 'utf8').toString('base64');
}

function read(content: string, field: string): JsonObject {
  if (!isBase64(content)) throw foreign(field);
  const reading = readJson(Buffer.from(content, 'base64').toString('utf8'));
  if (reading.kind !== 'value' || !isJsonObject(reading.value)) throw foreign(field);
  return reading.value;
}

function foreign(field: string) {
  return wrongField(field, 'what this gateway has given, unchanged', 'something else');
}
