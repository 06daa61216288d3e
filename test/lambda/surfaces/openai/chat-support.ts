import { parseChat } from '../../../../lambda/surfaces/openai/chat/chat-request';
import { JsonObject } from '../../../../lambda/surfaces/shared/json';

export const HELLO = { role: 'user', content: 'Hello' };

export const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Current weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

export const WEATHER_CALL = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bern"}' } };

/** The smallest request with some fields more. */
export function chatRequest(fields: JsonObject = {}): JsonObject {
  return { model: 'claude-sonnet', messages: [HELLO], ...fields };
}

/** The Converse body that a request with these fields becomes. */
export function translated(fields: JsonObject = {}): JsonObject {
  return parseChat(chatRequest(fields)).request.body;
}
