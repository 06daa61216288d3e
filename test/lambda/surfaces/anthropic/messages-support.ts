import { parseMessages } from '../../../../lambda/surfaces/anthropic/messages/message-request';
import { ApiVersion } from '../../../../lambda/surfaces/anthropic/version';
import { JsonObject } from '../../../../lambda/surfaces/shared/json';

export const HELLO = { role: 'user', content: 'Hello' };

/** What the smallest request becomes. */
export const PLAIN = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }], inferenceConfig: { maxTokens: 64 } };

export const VERSION_HEADER = { 'anthropic-version': '2023-06-01' };

export const WEATHER = {
  name: 'get_weather',
  description: 'Current weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

export const WEATHER_USE = { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Bern' } };

export const WEATHER_RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: '21 degrees' };

/** The smallest request with some fields more. */
export function messagesRequest(fields: JsonObject = {}): JsonObject {
  return { model: 'claude-sonnet', max_tokens: 64, messages: [HELLO], ...fields };
}

/** The Converse body that a request with these fields becomes. */
export function translated(fields: JsonObject = {}, betas: readonly string[] = [], version: ApiVersion = '2023-06-01'): JsonObject {
  return parseMessages(messagesRequest(fields), { version, betas }).request.converse().body;
}

/** What one block in a user's message becomes. */
export function userBlock(block: unknown): unknown {
  // A document is only taken beside a text.
  const { messages } = translated({ messages: [{ role: 'user', content: [block, { type: 'text', text: 'beside' }] }] });
  return (messages as { content: unknown[] }[])[0].content.slice(0, -1);
}

/** What one block in an earlier message of the assistant becomes. */
export function assistantBlock(block: unknown): unknown {
  const { messages } = translated({ messages: [HELLO, { role: 'assistant', content: [block] }, HELLO] });
  return (messages as { content: unknown }[])[1].content;
}
