import * as fc from 'fast-check';
import OpenAI from 'openai';
import { ConverseEvent } from '../../../../../lambda/core/converse';
import { GatewayError } from '../../../../../lambda/core/gateway-error';
import { eventEncoder } from '../../../../../lambda/surfaces/openai/responses/event-encoder';
import { responseAnswer } from '../../../../../lambda/surfaces/openai/responses/response-answer';
import { parseResponse } from '../../../../../lambda/surfaces/openai/responses/response-request';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { bytes, converseAnswer, converseEvent, json, REASONS, refusalOf, SERVED, streamed, text, USAGE } from '../../support';
import { eventsOf, responseRequest } from '../responses-support';

const { settings: SETTINGS } = parseResponse(responseRequest());
const START = converseEvent('messageStart', { role: 'assistant' });
const STOP = stop('end_turn');
const METADATA = converseEvent('metadata', { usage: {} });

function stop(stopReason: string): ConverseEvent {
  return converseEvent('messageStop', { stopReason });
}

function delta(block: number, content: JsonObject): ConverseEvent {
  return converseEvent('contentBlockDelta', { contentBlockIndex: block, delta: content });
}

function said(block: number, ...pieces: string[]): ConverseEvent[] {
  return [...pieces.map((piece) => delta(block, { text: piece })), converseEvent('contentBlockStop', { contentBlockIndex: block })];
}

function called(block: number, id: string, ...pieces: string[]): ConverseEvent[] {
  return [
    converseEvent('contentBlockStart', { contentBlockIndex: block, start: { toolUse: { toolUseId: id, name: 'now' } } }),
    ...pieces.map((input) => delta(block, { toolUse: { input } })),
    converseEvent('contentBlockStop', { contentBlockIndex: block }),
  ];
}

function reasoned(block: number, signature: string | undefined, ...pieces: string[]): ConverseEvent[] {
  return [
    ...pieces.map((piece) => delta(block, { reasoningContent: { text: piece } })),
    ...(signature === undefined ? [] : [delta(block, { reasoningContent: { signature } })]),
    converseEvent('contentBlockStop', { contentBlockIndex: block }),
  ];
}

function events(sent: readonly ConverseEvent[]): JsonObject[] {
  return eventsOf(streamed(eventEncoder(SERVED, SETTINGS), sent));
}

function typesOf(read: readonly JsonObject[]): unknown[] {
  return read.map(({ type }) => type);
}

const OPENING = ['response.created', 'response.in_progress'];

test('the headers are those of server-sent events, and the request can be found again by its id', () => {
  expect(eventEncoder(SERVED, SETTINGS).headers).toEqual({ 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'request-1' });
});

test('a text is announced, streamed and concluded', () => {
  const read = events([START, ...said(0, 'Hel', '', 'lo'), STOP, METADATA]);
  const at = { item_id: 'msg_request-1_0', output_index: 0 };
  const part = (whole: string) => ({ type: 'output_text', text: whole, annotations: [], logprobs: [] });
  const item = { id: 'msg_request-1_0', type: 'message', role: 'assistant' };
  expect(read.slice(2)).toEqual([
    { type: 'response.output_item.added', sequence_number: 2, output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', sequence_number: 3, ...at, content_index: 0, part: part('') },
    { type: 'response.output_text.delta', sequence_number: 4, ...at, content_index: 0, delta: 'Hel', logprobs: [] },
    { type: 'response.output_text.delta', sequence_number: 5, ...at, content_index: 0, delta: 'lo', logprobs: [] },
    { type: 'response.output_text.done', sequence_number: 6, ...at, content_index: 0, text: 'Hello', logprobs: [] },
    { type: 'response.content_part.done', sequence_number: 7, ...at, content_index: 0, part: part('Hello') },
    { type: 'response.output_item.done', sequence_number: 8, output_index: 0, item: { ...item, status: 'completed', content: [part('Hello')] } },
    { type: 'response.completed', sequence_number: 9, response: expect.objectContaining({ status: 'completed' }) },
  ]);
  expect(read.slice(0, 2)).toEqual(['response.created', 'response.in_progress'].map((type, index) => ({
    type, sequence_number: index, response: expect.objectContaining({ id: 'resp_request-1', status: 'in_progress', output: [], usage: null, store: false }),
  })));
});

test('calls beside each other are items of their own, the second begins when the first is done', () => {
  const read = events([START, ...said(0, 'Look'), ...called(1, 't1', '{"a":', '1}'), ...called(2, 't2'), stop('tool_use'), METADATA]);
  expect(typesOf(read.slice(6))).toEqual([
    'response.content_part.done', 'response.output_item.done',
    'response.output_item.added', 'response.function_call_arguments.delta', 'response.function_call_arguments.delta',
    'response.function_call_arguments.done', 'response.output_item.done',
    'response.output_item.added', 'response.function_call_arguments.done', 'response.output_item.done', 'response.completed',
  ]);
  expect(read.filter(({ type }) => type === 'response.function_call_arguments.done')).toEqual([
    { type: 'response.function_call_arguments.done', sequence_number: 11, item_id: 'fc_request-1_1', output_index: 1, name: 'now', arguments: '{"a":1}' },
    { type: 'response.function_call_arguments.done', sequence_number: 14, item_id: 'fc_request-1_2', output_index: 2, name: 'now', arguments: '{}' },
  ]);
});

test('reasoning is streamed as it comes, its signature is in the item when that is done', () => {
  const read = events([START, ...reasoned(0, 'S', 'Let me ', 'see.'), ...said(1, 'Hi'), STOP]);
  expect(typesOf(read.slice(2, 10))).toEqual([
    'response.output_item.added', 'response.content_part.added', 'response.reasoning_text.delta', 'response.reasoning_text.delta',
    'response.reasoning_text.done', 'response.content_part.done', 'response.output_item.done', 'response.output_item.added',
  ]);
  expect(read[2]).toMatchObject({ item: { type: 'reasoning', summary: [], content: [], encrypted_content: null } });
  expect(read[8]).toMatchObject({ item: { content: [{ type: 'reasoning_text', text: 'Let me see.' }], encrypted_content: expect.any(String) } });
});

test('encrypted reasoning in pieces is joined as bytes', () => {
  const sent = [delta(0, { reasoningContent: { redactedContent: 'QQ==' } }), delta(0, { reasoningContent: { redactedContent: 'QkM=' } }), STOP];
  const whole = json(responseAnswer(converseAnswer([{ reasoningContent: { redactedContent: 'QUJD' } }]), SERVED, SETTINGS)) as JsonObject;
  expect((events(sent).at(-1) as { response: JsonObject }).response.output).toEqual(whole.output);
});

test.each([
  ['max_tokens', 'max_output_tokens'], ['model_context_window_exceeded', 'max_output_tokens'], ['guardrail_intervened', 'content_filter'], ['content_filtered', 'content_filter'],
])('stop reason %s ends as incomplete because of %s, and so does the last item', (stopReason, reason) => {
  const read = events([START, ...said(0, 'Hi'), ...called(1, 't1', '{"a'), stop(stopReason), METADATA]);
  expect(typesOf(read)).not.toContain('response.completed');
  expect(read.at(-1)).toMatchObject({
    type: 'response.incomplete',
    response: { status: 'incomplete', incomplete_details: { reason }, output: [{ status: 'completed' }, { status: 'incomplete', arguments: '{"a' }], usage: { total_tokens: 4330 } },
  });
});

test('usage that is not known is null, not nothing', () => {
  const encoder = eventEncoder(SERVED, SETTINGS);
  encoder.encode(STOP);
  expect(eventsOf(text(encoder.end(undefined)))).toMatchObject([{ type: 'response.completed', response: { usage: null } }]);
});

test('the tier that served is in the last event', () => {
  const read = events([START, ...said(0, 'Hi'), STOP, converseEvent('metadata', { serviceTier: { type: 'priority' } })]);
  expect((read[0] as { response: JsonObject }).response.service_tier).toBe('auto');
  expect((read.at(-1) as { response: JsonObject }).response.service_tier).toBe('priority');
});

test('images, citations and events that are not known are left out', () => {
  expect(typesOf(events([
    START,
    converseEvent('contentBlockStart', { contentBlockIndex: 0, start: { image: { format: 'png' } } }),
    delta(0, { citation: {} }), delta(7, { toolUse: { input: 'stray' } }), converseEvent('contentBlockDelta', {}), converseEvent('somethingNewer', { a: 1 }),
    STOP,
  ]))).toEqual([...OPENING, 'response.completed']);
});

test.each([[[]], [['']]])('a call that streams the arguments %j has an empty object', (pieces: string[]) => {
  expect(events([START, ...called(0, 't1', ...pieces), STOP]).at(-1)).toMatchObject({ response: { output: [{ arguments: '{}' }] } });
});

const BLOCK = fc.oneof(
  fc.record({ text: fc.string({ unit: 'binary' }) }),
  fc.record({ toolUse: fc.record({ toolUseId: fc.string(), name: fc.constant('now'), input: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }) }) }),
  fc.record({ reasoningContent: fc.record({ reasoningText: fc.record({ text: fc.string(), signature: fc.string({ minLength: 1 }) }, { requiredKeys: ['text'] }) }) }),
);
const STOP_REASON = fc.constantFrom('end_turn', 'tool_use', 'max_tokens', 'content_filtered');

test('a stream says what the whole answer would say, in every way in which it can be read', () => {
  fc.assert(fc.property(fc.array(BLOCK, { maxLength: 5 }), STOP_REASON, fc.integer({ min: 1, max: 7 }), (blocks, stopReason, size) => {
    const sent = blocks.flatMap((block, index): ConverseEvent[] => {
      if ('text' in block) return said(index, ...sliced(block.text, size));
      if ('toolUse' in block) return called(index, block.toolUse.toolUseId, ...sliced(JSON.stringify(block.toolUse.input), size));
      const { signature, text: reasoning } = block.reasoningContent.reasoningText;
      return reasoned(index, signature, ...sliced(reasoning, size));
    });
    const read = events([START, ...sent, stop(stopReason), METADATA]);
    const whole = json(responseAnswer(converseAnswer(blocks, stopReason), SERVED, SETTINGS)) as OpenAI.Responses.Response;

    const { response: last } = read.at(-1) as unknown as OpenAI.Responses.ResponseCompletedEvent;
    expect(last).toEqual(whole);
    expect(read.flatMap((one) => one.type === 'response.output_item.done' ? [one.item] : [])).toEqual(whole.output);
    expect(joinedDeltas(read)).toEqual(whole.output.map(contentOf));
    expect(read.map((one) => one.sequence_number)).toEqual(read.map((_one, index) => index));
  }));
});

function joinedDeltas(read: readonly JsonObject[]): string[] {
  const joined: string[] = [];
  for (const { delta: piece, output_index: index, type } of read as { delta?: string; output_index: number; type: string }[]) {
    if (type === 'response.output_item.added') joined[index] = '';
    if (piece !== undefined) joined[index] += piece;
  }
  return joined;
}

function contentOf(item: OpenAI.Responses.ResponseOutputItem): string {
  if (item.type === 'function_call') return item.arguments;
  if (item.type !== 'message' && item.type !== 'reasoning') throw new Error(`an item of type ${item.type}`);
  return (item.content ?? []).map((part) => 'text' in part ? part.text : '').join('');
}

function sliced(whole: string, size: number): string[] {
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, index) => whole.slice(index * size, (index + 1) * size));
}

test('what some readers take for the end of a line is escaped', () => {
  const stream = streamed(eventEncoder(SERVED, SETTINGS), [...said(0, 'a\u2028b\u2029c\u0085d\r\n\n\nf'), STOP]);
  expect(stream).toContain('a\\u2028b\\u2029c\\u0085d\\r\\n\\n\\nf');
  expect(stream).not.toMatch(/[\u0085\u2028\u2029\r]/);
});

describe('a stream that fails', () => {
  const CODES: Readonly<Record<string, string>> = { invalidRequest: 'invalid_prompt', quotaExceeded: 'rate_limit_exceeded', throttled: 'rate_limit_exceeded' };

  test.each(REASONS)('because of %s says so twice, and never that it is complete', (reason) => {
    const encoder = eventEncoder(SERVED, SETTINGS);
    const sent = [START, ...said(0, 'Hello'), ...called(1, 't1', '{"a')].map((event) => text(encoder.encode(event))).join('');
    const read = eventsOf(sent + text(encoder.fail(new GatewayError(reason, 'it\nbroke 💥'))));
    expect(typesOf(read)).not.toContain('response.completed');
    expect(typesOf(read)).not.toContain('response.incomplete');
    expect(read.map((one) => one.sequence_number)).toEqual(read.map((_one, index) => index));
    const [failed, error] = read.slice(-2);
    expect(failed).toMatchObject({
      type: 'response.failed',
      response: {
        status: 'failed', error: { code: CODES[reason] ?? 'server_error', message: 'it\nbroke 💥' }, output: [{ status: 'completed' }, { status: 'incomplete', arguments: '{"a' }],
      },
    });
    expect(error).toMatchObject({ type: 'error', message: 'it\nbroke 💥', param: null, error: { message: 'it\nbroke 💥', type: expect.any(String) } });
    expect(error?.code).toEqual((error?.error as JsonObject).code);
  });

  test('before its first event is announced all the same', () => {
    expect(typesOf(eventsOf(text(eventEncoder(SERVED, SETTINGS).fail(new GatewayError('internal', 'x')))))).toEqual([...OPENING, 'response.failed', 'error']);
  });

  test('without its terminal event is never complete', () => {
    const encoder = eventEncoder(SERVED, SETTINGS);
    for (const event of [START, ...said(0, 'Hello')]) encoder.encode(event);
    expect(refusalOf(() => encoder.end(USAGE)).reason).toBe('brokenStream');
  });

  test.each(['malformed_model_output', 'malformed_tool_use'])('with stop reason %s does so after the usage is read', (stopReason) => {
    const encoder = eventEncoder(SERVED, SETTINGS);
    const sent = [START, ...said(0, 'half a'), stop(stopReason), METADATA].map((event) => text(encoder.encode(event))).join('');
    expect(typesOf(eventsOf(sent)).at(-1)).toBe('response.output_text.delta');
    expect(refusalOf(() => encoder.end(USAGE)).reason).toBe('modelFailed');
  });

  test.each([['not JSON'], ['[]'], ['null'], ['']])('because of payload %p is broken', (payload) => {
    expect(refusalOf(() => eventEncoder(SERVED, SETTINGS).encode({ ...START, payload: bytes(payload) })).reason).toBe('brokenStream');
  });

  test('because of a metadata event that cannot be read is not', () => {
    expect(eventEncoder(SERVED, SETTINGS).encode({ ...METADATA, payload: bytes('not JSON'), usage: USAGE })).toHaveLength(0);
  });
});
