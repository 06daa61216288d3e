import fc from 'fast-check';
import { awsRequest, callJson, createWorld, errorOf, jsonOf } from './support';

const TITAN = 'amazon.titan-embed-text-v2:0';
const NOVA = 'amazon.nova-2-multimodal-embeddings-v1:0';
const COHERE = 'us.cohere.embed-v4:0';

const cohere = (texts: readonly string[], more: object = {}) => ({ texts, input_type: 'search_document', embedding_types: ['float'], ...more });
const nova = (value: string, more: object = {}) =>
  ({ taskType: 'SINGLE_EMBEDDING', singleEmbeddingParams: { embeddingPurpose: 'GENERIC_INDEX', text: { truncationMode: 'NONE', value }, ...more } });
const titan = async (body: object, seed?: number) =>
  await callJson(createWorld(seed === undefined ? {} : { seed }).bedrock, TITAN, { operation: 'invoke', body }) as { readonly embedding: number[] };

describe('the simulated embedding models', () => {
  test('answer in the form of each of them', async () => {
    const { bedrock } = createWorld();
    const vector = expect.arrayContaining([expect.any(Number)]) as unknown;
    expect(await callJson(bedrock, TITAN, { operation: 'invoke', body: { inputText: 'hello there' } }))
      .toEqual({ embedding: vector, inputTextTokenCount: 3, embeddingsByType: { float: vector } });
    expect(await callJson(bedrock, 'amazon.titan-embed-text-v1', { operation: 'invoke', body: { inputText: 'hello there' } }))
      .toEqual({ embedding: vector, inputTextTokenCount: 3 });
    expect(await callJson(bedrock, 'amazon.titan-embed-image-v1', { operation: 'invoke', body: { inputText: 'hello', embeddingConfig: { outputEmbeddingLength: 384 } } }))
      .toEqual({ embedding: vector, inputTextTokenCount: 2, message: null });
    expect(await callJson(bedrock, NOVA, { operation: 'invoke', body: nova('hello') })).toEqual({ embeddings: [{ embeddingType: 'TEXT', embedding: vector }] });
    expect(await callJson(bedrock, COHERE, { operation: 'invoke', body: cohere(['hello', 'there']) }))
      .toMatchObject({ texts: ['hello', 'there'], embeddings: { float: [vector, vector] }, response_type: 'embeddings_by_type' });
    expect(await callJson(bedrock, COHERE, { operation: 'invoke', body: cohere(['hello'], { embedding_types: undefined }) }))
      .toMatchObject({ embeddings: [vector], response_type: 'embeddings_floats' });
  });

  test('count the tokens of Cohere in a header alone', async () => {
    const response = await createWorld().bedrock.handle(awsRequest(COHERE, { operation: 'invoke', body: cohere(['hello there', 'you']) }));
    expect(response.headers['x-amzn-bedrock-input-token-count']).toBe('4');
    expect(JSON.stringify(await jsonOf(response))).not.toMatch(/token/i);
  });

  test('give the same vector for the same text and seed and another for any other, of the length that was asked for', async () => {
    const text = fc.string({ minLength: 1 });
    await fc.assert(fc.asyncProperty(text, text, fc.constantFrom(256, 512, 1_024), async (one, other, dimensions) => {
      const { embedding } = await titan({ inputText: one, dimensions });
      expect(embedding).toHaveLength(dimensions);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      expect((await titan({ inputText: one, dimensions })).embedding).toEqual(embedding);
      expect((await titan({ inputText: one, dimensions }, 2)).embedding).not.toEqual(embedding);
      if (one !== other) expect((await titan({ inputText: other, dimensions })).embedding).not.toEqual(embedding);
    }), { numRuns: 20 });
  });

  test('leave a vector as it is when that is asked for', async () => {
    const { embedding } = await titan({ inputText: 'a', normalize: false });
    expect(Math.hypot(...embedding)).toBeGreaterThan(2);
  });

  test('tell apart what a text is for, where they can be told', async () => {
    const { bedrock } = createWorld();
    const [stored, asked] = await Promise.all(['search_document', 'search_query']
      .map(async (type) => callJson(bedrock, COHERE, { operation: 'invoke', body: cohere(['a'], { input_type: type }) })));
    expect((asked as { embeddings: unknown }).embeddings).not.toEqual((stored as { embeddings: unknown }).embeddings);
  });

  test.each<[string, object]>([
    [TITAN, { inputText: '' }],
    [TITAN, { inputText: 'a', dimensions: 300 }],
    [TITAN, { inputText: 'a', max_tokens: 5 }],
    ['amazon.titan-embed-text-v1', { inputText: 'a', dimensions: 256 }],
    [NOVA, { ...nova('a'), taskType: 'OTHER' }],
    [NOVA, nova('a', { embeddingPurpose: undefined })],
    [COHERE, cohere(Array<string>(97).fill('a'))],
    [COHERE, cohere([])],
    [COHERE, cohere(['a'], { input_type: undefined })],
  ])('refuse what %s does not take: %j', async (model, body) => {
    expect(await errorOf(createWorld().bedrock.handle(awsRequest(model, { operation: 'invoke', body })))).toMatchObject({ code: 'ValidationException', status: 400 });
  });

  test.each(['converse', 'converse-stream', 'invoke-with-response-stream'])('serve no %s', async (operation) => {
    const failure = await errorOf(createWorld().bedrock.handle(awsRequest(TITAN, { operation, body: { inputText: 'a', messages: [] } })));
    expect(failure).toMatchObject({ code: 'ValidationException', status: 400 });
  });

  test('take a quota by the input alone', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: TITAN }, { tokensPerMinute: 3 });
    const call = () => bedrock.handle(awsRequest(TITAN, { operation: 'invoke', body: { inputText: 'hello there' } }));
    await expect(call()).resolves.toMatchObject({ status: 200 });
    expect(await errorOf(call())).toMatchObject({ code: 'ThrottlingException' });
  });
});
