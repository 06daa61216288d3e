import fc from 'fast-check';
import { base64Floats } from '../../../../../lambda/surfaces/openai/embeddings/base64-floats';
import { embeddingsAnswer } from '../../../../../lambda/surfaces/openai/embeddings/embeddings-answer';
import { usageOf } from '../../../../support/core/events';
import { json, SERVED } from '../../support';

const answerOf = (vectors: readonly (readonly number[])[]) => ({ body: new Uint8Array(), vectors, usage: usageOf({ inputTokens: 7 }) });

/** As the official client does it. */
const decoded = (base64: string) => {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
};

test('an answer has every vector at its place, and the tokens', () => {
  expect(json(embeddingsAnswer(answerOf([[0.5, -1], [0, 2]]), SERVED, 'float'))).toEqual({
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.5, -1] }, { object: 'embedding', index: 1, embedding: [0, 2] }],
    model: 'claude-sonnet',
    usage: { prompt_tokens: 7, total_tokens: 7 },
  });
});

test('one as base64 is of 32-bit floats, the least significant byte first', () => {
  expect(base64Floats([1, -2])).toBe(Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]).toString('base64'));
});

test('base64 says what 32 bits hold of every number, however long the vector', () => {
  const number = fc.double({ min: -1e30, max: 1e30, noNaN: true });
  fc.assert(fc.property(fc.array(number, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 200 }), (part, times) => {
    const vector = Array.from({ length: times }, () => part).flat();
    const { data } = json(embeddingsAnswer(answerOf([vector]), SERVED, 'base64')) as { readonly data: readonly { readonly embedding: string }[] };
    expect(decoded(data[0]!.embedding)).toEqual(vector.map(Math.fround));
  }), { numRuns: 50 });
});
