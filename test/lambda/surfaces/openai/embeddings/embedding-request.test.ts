import fc from 'fast-check';
import { parseEmbeddings } from '../../../../../lambda/surfaces/openai/embeddings/embedding-request';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { acceptedOr, refusalOf } from '../../support';

const PLAIN = { model: 'titan', input: 'a' };
const parse = (fields: JsonObject = {}) => parseEmbeddings({ ...PLAIN, ...fields });

test('a request of nothing but a model and a text', () => {
  expect(parse()).toEqual({ encoding: 'float', request: { kind: 'embed', route: 'titan', streamed: false, texts: ['a'], settings: {}, metadata: {} } });
});

test('a request with everything, of which null counts as absent', () => {
  expect(parse({ input: ['a', ' '], dimensions: 256, encoding_format: 'base64', user: 'u-1', input_type: 'search_query' })).toEqual({
    encoding: 'base64',
    request: {
      kind: 'embed', route: 'titan', streamed: false, texts: ['a', ' '], settings: { dimensions: 256, inputType: 'search_query' }, metadata: { user: 'u-1' },
    },
  });
  expect(parse({ dimensions: null, encoding_format: null, user: null, input_type: null })).toEqual(parse());
});

test.each<[JsonObject, string, string]>([
  [{ input: undefined }, 'input', 'received nothing'],
  [{ input: '' }, 'input', 'received an empty string'],
  [{ input: [] }, 'input', 'an array of 1 to 2048 strings, received an empty array'],
  [{ input: Array(2_049).fill('a') }, 'input', 'received an array of 2049'],
  [{ input: ['a', ''] }, 'input[1]', 'received an empty string'],
  [{ input: ['a', null] }, 'input[1]', 'received null'],
  [{ input: [1_234, 5_678] }, 'input', 'send the text itself'],
  [{ input: [[1_234], [5_678]] }, 'input[0]', 'send the text itself'],
  [{ model: '' }, 'model', ''],
  [{ dimensions: 0 }, 'dimensions', 'a whole number'],
  [{ dimensions: '256' }, 'dimensions', 'a whole number'],
  [{ encoding_format: 'int8' }, 'encoding_format', "'float' or 'base64', received \"int8\""],
  [{ input_type: 'image' }, 'input_type', 'received "image"'],
  [{ user: 'a;b' }, 'user', 'letters, digits'],
  [{ metadata: { a: 'b' } }, 'metadata', 'unknown here'],
  [{ truncate: 'END' }, 'truncate', 'unknown here'],
])('%j is refused by name', (fields, field, message) => {
  const refusal = refusalOf(() => parse(fields));
  expect(refusal).toMatchObject({ reason: 'invalidRequest', details: { field } });
  expect(refusal.message).toContain(message);
});

test('whatever comes is a request or a refusal that repeats no text', () => {
  const secret = 'the launch code is 0000';
  const value = fc.oneof(fc.jsonValue(), fc.constant(secret), fc.array(fc.oneof(fc.constant(secret), fc.jsonValue())));
  fc.assert(fc.property(value, fc.jsonValue(), (input, dimensions) => {
    const body = { ...PLAIN, input, dimensions } as JsonObject;
    const parsed = acceptedOr(() => parseEmbeddings(body));
    if (parsed) expect(parsed.request.texts).toEqual([input].flat());
    else expect(refusalOf(() => parseEmbeddings(body)).message).not.toContain(secret);
  }));
});
