import { parseInvokeAnswer } from '../../../../lambda/adapters/bedrock/parse-invoke-answer';
import { UpstreamError } from '../../../../lambda/core/upstream-error';

const bytes = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
const COHERE = { foundationModel: 'cohere.embed-v4:0', count: 2 };
const TITAN = { foundationModel: 'amazon.titan-embed-text-v2:0', count: 1 };

describe('an answer with vectors that are to be read', () => {
  test('has them in their order, and the tokens of its body', () => {
    const answer = parseInvokeAnswer(bytes({ embedding: [1, 2], inputTextTokenCount: 5 }), {}, TITAN);
    expect(answer).toMatchObject({ vectors: [[1, 2]], usage: { inputTokens: 5, outputTokens: 0 } });
  });

  test('has the tokens of its headers where the body does not tell, and none when nobody does', () => {
    const body = bytes({ embeddings: { float: [[1], [2]] } });
    expect(parseInvokeAnswer(body, { 'x-amzn-bedrock-input-token-count': '7' }, COHERE)).toMatchObject({ vectors: [[1], [2]], usage: { inputTokens: 7 } });
    expect(parseInvokeAnswer(body, {}, COHERE).usage).toBeUndefined();
  });

  test('is malformed without them, so that another target can be asked', () => {
    const failure = () => parseInvokeAnswer(bytes({ embeddings: { float: [[1]] } }), { 'x-amzn-requestid': 'r-1' }, COHERE);
    expect(failure).toThrow(UpstreamError);
    expect(failure).toThrow('not the 2 vectors that were asked for');
  });
});

test('an answer of which nobody reads the vectors is passed on as it came', () => {
  const body = bytes({ embedding: 'whatever' });
  expect(parseInvokeAnswer(body, {})).toEqual({ body, headers: {} });
});
