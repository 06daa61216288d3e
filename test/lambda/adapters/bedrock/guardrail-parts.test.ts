import { callOf } from '../../../../lambda/adapters/bedrock/call-of';
import { CalledGuardrail } from '../../../../lambda/core/ports';
import { SentRequest } from '../../../../lambda/core/requests/inference-request';

const { signal } = new AbortController();
const SYNC: CalledGuardrail = { identifier: 'gr1', version: '3', streamProcessing: 'sync', trace: 'enabled_full' };
const ASYNC: CalledGuardrail = { ...SYNC, streamProcessing: 'async' };
const CONVERSE: SentRequest = { kind: 'converse', body: { messages: [], guardrailConfig: { guardrailIdentifier: 'theirs' } } };
const INVOKE: SentRequest = { kind: 'invoke', body: { json: { max_tokens: 5 }, settings: { trace: 'DISABLED' }, family: 'anthropic' } };

const called = (request: SentRequest, guardrail: CalledGuardrail | undefined, streamed: boolean) => {
  const { headers, payload } = callOf({ target: { name: 't', modelId: 'm', region: 'us-east-1', guardrail }, request, signal }, streamed);
  return { headers, text: new TextDecoder().decode(payload.bytes) };
};
const bodyOf = (...args: Parameters<typeof called>) => JSON.parse(called(...args).text) as unknown;

test('Converse has it in its body, in the place of any other', () => {
  const guardrailConfig = { guardrailIdentifier: 'gr1', guardrailVersion: '3', trace: 'enabled_full' };
  expect(bodyOf(CONVERSE, SYNC, false)).toEqual({ messages: [], guardrailConfig });
  expect(bodyOf(CONVERSE, SYNC, true)).toEqual({ messages: [], guardrailConfig: { ...guardrailConfig, streamProcessingMode: 'sync' } });
  expect(bodyOf(CONVERSE, ASYNC, true)).toEqual({ messages: [], guardrailConfig: { ...guardrailConfig, streamProcessingMode: 'async' } });
  expect(bodyOf(CONVERSE, ASYNC, false)).toEqual({ messages: [], guardrailConfig });
});

test.each([false, true])('InvokeModel has it in its headers, whatever trace was asked for (streamed %p)', (streamed) => {
  expect(called(INVOKE, SYNC, streamed).headers).toMatchObject({
    'x-amzn-bedrock-guardrailidentifier': 'gr1', 'x-amzn-bedrock-guardrailversion': '3', 'x-amzn-bedrock-trace': 'ENABLED_FULL',
  });
  expect(called(INVOKE, SYNC, streamed).text).toBe('{"max_tokens":5}');
});

test('a stream of InvokeModel that is not held back says so in its body', () => {
  expect(bodyOf(INVOKE, ASYNC, true)).toEqual({ 'max_tokens': 5, 'amazon-bedrock-guardrailConfig': { streamProcessingMode: 'ASYNCHRONOUS' } });
  expect(called(INVOKE, ASYNC, false).text).toBe('{"max_tokens":5}');
});

test('the bytes of one guardrail are not sent with another, nor without', () => {
  for (const guardrail of [SYNC, { ...SYNC, identifier: 'gr2' }, SYNC]) {
    expect(bodyOf(CONVERSE, guardrail, false)).toMatchObject({ guardrailConfig: { guardrailIdentifier: guardrail.identifier } });
  }
  expect(called({ kind: 'converse', body: { messages: [] } }, undefined, true).text).toBe('{"messages":[]}');
  expect(Object.keys(called(INVOKE, undefined, false).headers).filter((name) => name.includes('guardrail'))).toEqual([]);
});
