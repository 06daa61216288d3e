import fc from 'fast-check';
import { anthropicMessages } from '../../../../cli/verify/dialects/anthropic-messages';
import { bedrockConverse } from '../../../../cli/verify/dialects/bedrock-converse';
import { Dialect } from '../../../../cli/verify/dialects/dialect';
import { openAiChat } from '../../../../cli/verify/dialects/openai-chat';
import { openAiResponses } from '../../../../cli/verify/dialects/openai-responses';
import { Exchange } from '../../../../cli/verify/http/exchange';
import { eventFrame, exceptionFrame, malformedFrame } from '../../../../local/bedrock/event-stream';

const USAGE = { inputTokens: 9, outputTokens: 2, totalTokens: 11 };
const sse = (...events: readonly (object | string)[]) => Buffer.from(events.map((event) => {
  const name = typeof event === 'object' && 'type' in event ? `event: ${String(event.type)}\n` : '';
  return `${name}data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;
}).join(''));
const responded = (status: string) => ({
  object: 'response',
  status,
  output: [{ type: 'message', content: [{ type: 'output_text', text: 'Water.' }] }],
  usage: { input_tokens: 9, output_tokens: 2, total_tokens: 11 },
});

/** As the documentation of each API has them. */
const STREAMS: readonly (readonly [Dialect, string, Buffer])[] = [
  [bedrockConverse, 'application/vnd.amazon.eventstream', Buffer.concat([
    eventFrame('messageStart', { role: 'assistant' }),
    eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Wa' } }),
    eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'ter.' } }),
    eventFrame('contentBlockStop', { contentBlockIndex: 0 }),
    eventFrame('messageStop', { stopReason: 'end_turn' }),
    eventFrame('metadata', { usage: USAGE, metrics: { latencyMs: 5 } }),
  ])],
  [openAiChat, 'text/event-stream', sse(
    { choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
    { choices: [{ index: 0, delta: { content: 'Wa' }, finish_reason: null }] },
    { choices: [{ index: 0, delta: { content: 'ter.' }, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
    '[DONE]',
  )],
  [openAiResponses, 'text/event-stream', sse(
    { type: 'response.created', sequence_number: 0 },
    { type: 'response.output_text.delta', sequence_number: 1, delta: 'Wa' },
    { type: 'response.output_text.delta', sequence_number: 2, delta: 'ter.' },
    { type: 'response.completed', sequence_number: 3, response: responded('completed') },
  )],
  [anthropicMessages, 'text/event-stream; charset=utf-8', sse(
    { type: 'message_start', message: {} },
    { type: 'content_block_start', index: 0 },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Wa' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ter.' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
    { type: 'message_stop' },
  )],
];

const exchange = (contentType: string, body: Uint8Array): Exchange => ({ status: 200, headers: { 'content-type': contentType }, body, pieces: [] });

describe.each(STREAMS.map(([dialect, ...stream]) => [dialect.name, dialect, ...stream] as const))('a stream of %s', (_, dialect, contentType, body) => {
  test('is read with its pieces of text and what it used', () => {
    expect(dialect.readStream(exchange(contentType, body))).toEqual({ problems: [], texts: 2, outputTokens: 2 });
  });

  test('is found incomplete, wherever it was cut', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: body.length - 2 }), (length) => {
      expect(dialect.readStream(exchange(contentType, body.subarray(0, length))).problems).toContainEqual(expect.stringContaining('does not end with'));
    }));
  });

  test('of another type is refused', () => {
    expect(dialect.readStream(exchange('application/json', body)).problems).toEqual([expect.stringContaining('content-type application/json in the place of')]);
  });
});

test('an error in a stream is seen, whatever follows', () => {
  const error = { error: { message: 'broke', type: 'server_error' } };
  expect(openAiChat.readStream(exchange('text/event-stream', sse(error, '[DONE]'))).problems).toContain('an error is in the stream');
  expect(anthropicMessages.readStream(exchange('text/event-stream', sse({ type: 'error', ...error }))).problems).toContain('an error is in the stream');
  expect(bedrockConverse.readStream(exchange('application/vnd.amazon.eventstream', exceptionFrame('ThrottlingException', {}))).problems).toContain('throttlingException is in the stream');
  expect(openAiResponses.readStream(exchange('text/event-stream', sse({ type: 'response.failed', sequence_number: 0, response: responded('failed') }))).problems)
    .toContain('the stream does not end with response.completed or response.incomplete');
});

test('a frame whose checksum is wrong ends the stream', () => {
  const [, contentType, body] = STREAMS[0]!;
  expect(bedrockConverse.readStream(exchange(contentType, Buffer.concat([malformedFrame(), body]))).problems).toContain('the stream does not end with metadata');
});

test('events of the Responses API are counted without a gap', () => {
  const gap = sse({ type: 'response.created', sequence_number: 0 }, { type: 'response.completed', sequence_number: 2, response: responded('completed') });
  expect(openAiResponses.readStream(exchange('text/event-stream', gap)).problems).toContain('sequence_number does not count the events');
});
