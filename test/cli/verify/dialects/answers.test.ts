import { judgeAnswer } from '../../../../cli/verify/checks/answers';
import { judgeCount } from '../../../../cli/verify/checks/counting';
import { judgeEmbeddings } from '../../../../cli/verify/checks/embeddings';
import { judgeRefusal } from '../../../../cli/verify/checks/refusals';
import { anthropicMessages } from '../../../../cli/verify/dialects/anthropic-messages';
import { openAiChat } from '../../../../cli/verify/dialects/openai-chat';
import { Exchange } from '../../../../cli/verify/http/exchange';

const SERVED = { 'x-inference-target': 'first', 'x-inference-attempts': '1', 'x-inference-request-id': 'r-1' };
const ASK = { route: 'claude', prompt: 'Why?', maxTokens: 64, streamed: false };
const exchange = (body: object, more: Partial<Exchange> = {}): Exchange =>
  ({ status: 200, headers: SERVED, body: Buffer.from(JSON.stringify(body)), pieces: [], ...more });
const completion = (usage: object, content: unknown = 'Water.') =>
  ({ object: 'chat.completion', choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }], usage });

test('an answer is judged by its text, its usage, its cap and its headers', () => {
  const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
  expect(judgeAnswer(openAiChat, ASK, exchange(completion(usage)))).toEqual({ verdict: 'passed', detail: 'first, attempts: 1' });
  expect(judgeAnswer(openAiChat, ASK, exchange(completion({ ...usage, completion_tokens: 65 }))).detail).toBe('65 output tokens, of 64 asked for');
  expect(judgeAnswer(openAiChat, ASK, exchange(completion({ ...usage, total_tokens: 1.5 }, null))).detail).toBe('the message has no text; usage.total_tokens is missing');
  expect(judgeAnswer(openAiChat, ASK, exchange(completion(usage), { headers: {} })).detail)
    .toBe('x-inference-target is missing; x-inference-attempts is missing; x-inference-request-id is missing');
  expect(judgeAnswer(openAiChat, ASK, exchange({}, { status: 0, broken: 'ECONNRESET' }))).toEqual({ verdict: 'failed', detail: 'no answer: ECONNRESET' });
  expect(judgeAnswer(openAiChat, ASK, exchange({}, { broken: 'terminated' })).detail).toBe('the answer broke off: terminated');
});

test('an answer that is no JSON, or another API\'s, is no answer', () => {
  for (const body of ['<html>', '[]', 'null', '']) {
    expect(judgeAnswer(openAiChat, ASK, exchange({}, { body: Buffer.from(body) })).detail).toContain('object is not chat.completion');
  }
  expect(judgeAnswer(anthropicMessages, ASK, exchange(completion({}))).detail).toContain('type is not message');
});

test('a refusal is judged by its status, its shape and its name', () => {
  const error = (type: string) => exchange({ type: 'error', error: { type, message: 'no' }, request_id: 'r-1' }, { status: 401 });
  expect(judgeRefusal(anthropicMessages, 'unauthenticated', error('authentication_error')).verdict).toBe('passed');
  expect(judgeRefusal(anthropicMessages, 'unauthenticated', error('api_error')).detail).toBe('the error is api_error in the place of authentication_error');
  expect(judgeRefusal(anthropicMessages, 'invalidRequest', error('invalid_request_error')).detail).toBe('status 401 in the place of 400');
  expect(judgeRefusal(openAiChat, 'unauthenticated', exchange({ message: 'Forbidden' }, { status: 401 })).detail).toBe('the error is not in the shape of this API');
});

test('what the operator has not switched on was not checked; what is broken has failed', () => {
  expect(judgeCount(exchange({ inputTokens: 4 }), 'inputTokens')).toEqual({ verdict: 'passed', detail: '4 tokens' });
  expect(judgeCount(exchange({}, { status: 404 }), 'inputTokens').verdict).toBe('notChecked');
  expect(judgeCount(exchange({ inputTokens: 0 }), 'inputTokens').verdict).toBe('failed');
  expect(judgeCount(exchange({}, { status: 500 }), 'inputTokens').verdict).toBe('failed');
});

test('vectors are as many as the texts, of one length, and numbers', () => {
  const usage = { prompt_tokens: 2, total_tokens: 2 };
  const vectors = (...embeddings: readonly unknown[][]) => exchange({ data: embeddings.map((embedding) => ({ embedding })), usage });
  expect(judgeEmbeddings(vectors([1, 2], [3, 4])).verdict).toBe('passed');
  expect(judgeEmbeddings(vectors([1, 2])).detail).toBe('1 vectors for 2 texts');
  expect(judgeEmbeddings(vectors([1, 2], [3])).detail).toBe('vectors of different lengths: 2, 1');
  expect(judgeEmbeddings(vectors([1, null], [3, 4])).detail).toBe('a vector has something else than numbers');
});
