import { parseResponse } from '../../../../lambda/surfaces/openai/responses/response-request';
import { JsonObject } from '../../../../lambda/surfaces/shared/json';

export const WEATHER_TOOL = {
  type: 'function' as const,
  name: 'get_weather',
  description: 'Current weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  strict: null,
};

export const CALL = { type: 'function_call' as const, call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Bern"}' };

export const OUTPUT = { type: 'function_call_output' as const, call_id: 'call_1', output: '21 °C' };

/** The smallest request with some fields more. */
export function responseRequest(fields: JsonObject = {}): JsonObject {
  return { model: 'claude-sonnet', input: 'Hello', ...fields };
}

/** The Converse body that a request with these fields becomes. */
export function translatedResponse(fields: JsonObject = {}): JsonObject {
  return parseResponse(responseRequest(fields)).request.body;
}

/** The events of a stream: each a name and, on one line, data of the same type. */
export function eventsOf(stream: string): JsonObject[] {
  const pieces = stream.split('\n\n');
  if (pieces.pop() !== '') throw new Error('the last event is not closed');
  return pieces.map((piece) => {
    const [, name, data] = /^event: ([\w.]+)\ndata: ([^\r\n]*)$/.exec(piece) ?? [];
    const event = JSON.parse(data ?? 'null') as JsonObject;
    if (event.type !== name) throw new Error(`not an event of the Responses API: ${piece}`);
    return event;
  });
}
