import fc from 'fast-check';
import { decodeEvent } from '../../../../lambda/adapters/bedrock/decode-event';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { eventFrame, exceptionFrame, frame } from '../support/frames';

function failure(bytes: Uint8Array): UpstreamError {
  try {
    decodeEvent(bytes);
  } catch (error) {
    return error as UpstreamError;
  }
  throw new Error('it did not fail');
}

describe('an event', () => {
  test.each([
    ['contentBlockDelta', { delta: { text: 'a' } }, 'content'],
    ['contentBlockDelta', { delta: { reasoningContent: { text: 'a' } } }, 'content'],
    ['contentBlockStart', { start: { toolUse: { toolUseId: 't', name: 'n' } } }, 'content'],
    ['contentBlockStart', { contentBlockIndex: 0, start: {} }, 'control'],
    ['contentBlockStart', { contentBlockIndex: 0 }, 'control'],
    ['messageStart', { role: 'assistant' }, 'control'],
    ['contentBlockStop', {}, 'control'],
    ['somethingNew', { x: 1 }, 'control'],
    ['messageStop', { stopReason: 'end_turn' }, 'messageStop'],
    ['metadata', { usage: { inputTokens: 1, outputTokens: 2 } }, 'metadata'],
  ])('%s with %j is %s', (type, payload, kind) => {
    const bytes = eventFrame(type, payload);
    const event = decodeEvent(bytes);
    expect(event).toMatchObject({ kind, type });
    expect(Buffer.from(event.payload).toString()).toBe(JSON.stringify(payload));
    expect(event.frame).toBe(bytes);
  });

  test('of metadata carries the usage, with nothing from the cache unless it says so', () => {
    expect(decodeEvent(eventFrame('metadata', { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } })).usage)
      .toEqual({ inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 });
    expect(decodeEvent(eventFrame('metadata', { usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 4, cacheWriteInputTokens: 5 } })).usage)
      .toEqual({ inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 4, cacheWriteInputTokens: 5 });
  });

  test.each([{}, { usage: null }, { usage: { inputTokens: '1', outputTokens: 2 } }, { usage: { inputTokens: -1, outputTokens: 2 } }, { usage: { inputTokens: 1.5, outputTokens: 2 } }])(
    'of metadata %j has no usage', (payload) => {
      expect(decodeEvent(eventFrame('metadata', payload))).not.toHaveProperty('usage');
    },
  );

  test('is not parsed when only its type matters', () => {
    expect(decodeEvent(eventFrame('contentBlockDelta', 'not JSON')).kind).toBe('content');
  });
});

describe('an exception', () => {
  test.each([
    ['throttlingException', { message: 'Too many tokens' }, 'ThrottlingException'],
    ['modelStreamErrorException', { message: 'broke', originalStatusCode: 503 }, 'ModelStreamErrorException'],
    ['internalServerException', { Message: 'sorry' }, 'InternalServerException'],
  ])('%s is thrown under its own name, without a status', (type, payload, code) => {
    const error = failure(exceptionFrame(type, payload));
    expect(error).toMatchObject({ name: 'UpstreamError', code, status: undefined });
    expect(error.message).toBe(Object.values(payload)[0]);
    expect(error.details.originalStatusCode).toBe('originalStatusCode' in payload ? payload.originalStatusCode : undefined);
  });

  test('without a readable body is thrown all the same', () => {
    expect(failure(exceptionFrame('validationException', '<oops>'))).toMatchObject({ code: 'ValidationException', message: 'an exception without a message' });
  });
});

test('an error frame is thrown with its code and message', () => {
  expect(failure(frame({ ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'what happened' }, '')))
    .toMatchObject({ name: 'UpstreamError', code: 'InternalError', status: undefined, message: 'what happened' });
  expect(failure(frame({ ':message-type': 'error', ':error-code': 'InternalError' }, ''))).toMatchObject({ message: 'an error without a message' });
});

describe('a malformed frame', () => {
  test.each([
    ['has no message type', frame({ ':event-type': 'x' }, '{}')],
    ['has an unknown message type', frame({ ':message-type': 'poem' }, '{}')],
    ['is an event without a type', frame({ ':message-type': 'event' }, '{}')],
    ['is an exception without a type', frame({ ':message-type': 'exception' }, '{}')],
    ['is an error without a code', frame({ ':message-type': 'error' }, '{}')],
    ['has metadata that are not JSON', eventFrame('metadata', '{"usage":')],
    ['has metadata that are not an object', eventFrame('metadata', '7')],
    ['starts a block with something that is not JSON', eventFrame('contentBlockStart', '{')],
  ])('%s', (_, bytes) => {
    expect(failure(bytes)).toMatchObject({ name: 'UpstreamError', code: 'MalformedFrame', status: undefined });
  });

  test('is found wherever one byte was changed', () => {
    const good = eventFrame('contentBlockDelta', { delta: { text: 'some text' } });
    fc.assert(fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (place, step) => {
      const bad = Buffer.from(good);
      bad[place] = (bad[place]! + step) % 256;
      expect(failure(bad).code).toBe('MalformedFrame');
    }), { numRuns: 500 });
  });
});
