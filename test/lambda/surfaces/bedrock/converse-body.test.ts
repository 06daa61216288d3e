import * as fc from 'fast-check';
import { converseBody } from '../../../../lambda/surfaces/bedrock/converse-body';
import { JsonObject } from '../../../../lambda/surfaces/shared/json';
import { FULL_CONVERSE } from '../fixtures/full-converse';
import { acceptedOr, allPaths, refusalOf, replaced } from '../support';

const HELLO = { role: 'user', content: [{ text: 'Hello' }] };

function withContent(...content: unknown[]): JsonObject {
  return { messages: [{ role: 'user', content }] };
}


test('a complete request passes untouched', () => {
  expect(converseBody(FULL_CONVERSE)).toEqual(FULL_CONVERSE);
});

test('a kind of content block that is not known here passes', () => {
  const body = withContent({ hologram: 'anything' });
  expect(converseBody(body)).toEqual(body);
});

test('null members count as absent where they are known, and pass where they are not', () => {
  expect(converseBody({
    ...withContent({ text: 'Hi' }), system: null, inferenceConfig: { maxTokens: null, topP: 1 }, toolConfig: null, newer: null,
  })).toEqual({ ...withContent({ text: 'Hi' }), inferenceConfig: { topP: 1 }, newer: null });
});

test('prototype keys change no prototype', () => {
  const body = JSON.parse('{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"__proto__":{"system":"x"}}') as JsonObject;
  const accepted = converseBody(body);
  expect(Object.getPrototypeOf(accepted)).toBe(Object.prototype);
  expect(accepted.system).toBeUndefined();
  expect(JSON.stringify(accepted)).toBe(JSON.stringify({ ...body, messages: accepted.messages }));
});

test('a block with a prototype key beside its text has two members', () => {
  expect(refusalOf(() => converseBody(withContent(JSON.parse('{"text":"Hi","__proto__":{}}')))).details.field).toBe('messages[0].content[0]');
});

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['messages', {}, 'messages: expected a non-empty array of messages, received nothing'],
  ['messages', { messages: null }, 'messages: expected a non-empty array of messages, received null'],
  ['messages', { messages: [] }, 'messages: expected a non-empty array of messages, received an empty array'],
  ['messages', { messages: 'secret' }, 'messages: expected a non-empty array of messages, received a string'],
  ['messages[0]', { messages: ['secret'] }, 'messages[0]: expected an object, received a string'],
  ['messages[0]', { messages: [[]] }, 'messages[0]: expected an object, received an empty array'],
  ['messages[0].role', { messages: [{ role: 'banana', content: [] }] },
    "messages[0].role: expected 'user' or 'assistant', received \"banana\""],
  ['messages[0].role', { messages: [{ role: 'system', content: [] }] },
    "messages[0].role: expected 'user' or 'assistant', received \"system\""],
  ['messages[0].role', { messages: [{ content: [] }] }, "messages[0].role: expected 'user' or 'assistant', received nothing"],
  ['messages[0].role', { messages: [{ role: 'assistant', content: [{ text: 'Hi' }] }] },
    "messages[0].role: expected 'user' in the first message, received \"assistant\""],
  ['messages[1].content', { messages: [HELLO, { role: 'assistant' }] },
    'messages[1].content: expected a non-empty array of content blocks, received nothing'],
  ['messages[0].content', withContent(), 'messages[0].content: expected a non-empty array of content blocks, received an empty array'],
  ['messages[0].content', { messages: [{ role: 'user', content: 'secret' }] },
    'messages[0].content: expected a non-empty array of content blocks, received a string'],
  ['messages[0].content[0]', withContent('secret'), 'messages[0].content[0]: expected an object, received a string'],
  ['messages[0].content[0]', withContent(null), 'messages[0].content[0]: expected an object, received null'],
  ['messages[0].content[0]', withContent({}),
    "messages[0].content[0]: expected an object with exactly one member, such as 'text' or 'image', received an empty object"],
  ['messages[0].content[1]', withContent({ text: 'Hi' }, { text: 'secret', image: {} }),
    'messages[0].content[1]: expected an object with exactly one member, such as \'text\' or \'image\', received "text" and "image"'],
  ['messages[0].content[0].text', withContent({ text: 5 }), 'messages[0].content[0].text: expected a string, received 5'],
  ['messages[0].content[0].text', withContent({ text: '' }),
    'messages[0].content[0].text: expected text that is not blank, received an empty string'],
  ['messages[0].content[0].text', withContent({ text: ' \n\u00a0' }),
    'messages[0].content[0].text: expected text that is not blank, received only white space'],
  ['messages[0].content[0].image', withContent({ image: 'secret' }), 'messages[0].content[0].image: expected an object, received a string'],
  ['messages[0].content[0].toolUse', withContent({ toolUse: null }), 'messages[0].content[0].toolUse: expected an object, received null'],
  ['system', { messages: [HELLO], system: 'secret' }, 'system: expected an array of content blocks, received a string'],
  ['system[0].text', { messages: [HELLO], system: [{ text: '' }] }, 'system[0].text: expected a non-empty string, received an empty string'],
  ['system[0].guardContent', { messages: [HELLO], system: [{ guardContent: 1 }] }, 'system[0].guardContent: expected an object, received 1'],
  ['inferenceConfig', { messages: [HELLO], inferenceConfig: [] }, 'inferenceConfig: expected an object, received an empty array'],
  ...([0, -1, 1.5, '7', 1e21, true, [], 2 ** 31] as unknown[]).map((maxTokens) => [
    'inferenceConfig.maxTokens', { messages: [HELLO], inferenceConfig: { maxTokens } },
    'inferenceConfig.maxTokens: expected a whole number from 1 to 2147483647, received ',
  ] as const),
  ...['temperature', 'topP'].flatMap((name) => ([-0.1, 1.1, '0.5', Infinity, Number.NaN] as unknown[]).map((value) => [
    `inferenceConfig.${name}`, { messages: [HELLO], inferenceConfig: { [name]: value } },
    `inferenceConfig.${name}: expected a number from 0 to 1, received `,
  ] as const)),
  ['inferenceConfig.stopSequences', { messages: [HELLO], inferenceConfig: { stopSequences: 'x' } },
    'inferenceConfig.stopSequences: expected an array of strings, received a string'],
  ['inferenceConfig.stopSequences[1]', { messages: [HELLO], inferenceConfig: { stopSequences: ['x', 1] } },
    'inferenceConfig.stopSequences[1]: expected a string, received 1'],
  ['toolConfig', { messages: [HELLO], toolConfig: [] }, 'toolConfig: expected an object, received an empty array'],
  ['toolConfig.tools', { messages: [HELLO], toolConfig: {} }, 'toolConfig.tools: expected a non-empty array of tools, received nothing'],
  ['toolConfig.tools[0]', { messages: [HELLO], toolConfig: { tools: ['x'] } }, 'toolConfig.tools[0]: expected an object, received a string'],
  ...['additionalModelRequestFields', 'promptVariables', 'requestMetadata', 'performanceConfig', 'serviceTier', 'outputConfig']
    .map((name) => [name, { messages: [HELLO], [name]: 'x' }, `${name}: expected an object, received a string`] as const),
  ['requestMetadata.team', { messages: [HELLO], requestMetadata: { team: 1 } }, 'requestMetadata.team: expected a string, received 1'],
  ['additionalModelResponseFieldPaths[0]', { messages: [HELLO], additionalModelResponseFieldPaths: [1] },
    'additionalModelResponseFieldPaths[0]: expected a string, received 1'],
];

const BUCKET = { s3Location: { uri: 's3://somebody-elses/file', bucketOwner: '111122223333' } };

/** Bedrock would use the gateway's own role for each of them. */
const FOREIGN_RESOURCES: readonly (readonly [string, JsonObject])[] = [
  ['guardrailConfig', { messages: [HELLO], guardrailConfig: { guardrailIdentifier: 'arn:aws:bedrock:us-east-1:111122223333:guardrail/g', guardrailVersion: '1' } }],
  ['toolConfig.tools[1].systemTool', { messages: [HELLO], toolConfig: { tools: [{ toolSpec: {} }, { systemTool: { name: 'nova_grounding' } }] } }],
  ...['image', 'document', 'video', 'audio'].flatMap((media) => [
    [`messages[0].content[1].${media}.source.s3Location`, withContent({ text: 'Hi' }, { [media]: { format: 'x', source: BUCKET } })],
    [`messages[0].content[0].toolResult.content[1].${media}.source.s3Location`,
      withContent({ toolResult: { toolUseId: 't', content: [{ json: {} }, { [media]: { format: 'x', source: BUCKET } }] } })],
  ] as const),
];

test.each(FOREIGN_RESOURCES)('%s, which names something in an AWS account, is refused', (field, body) => {
  const refusal = refusalOf(() => converseBody(body));
  expect(refusal).toMatchObject({ reason: 'invalidRequest', details: { field } });
  expect(refusal.message).not.toMatch(/111122223333|somebody/);
});

test('what a tool was called with may have any member', () => {
  const body = { messages: [HELLO, { role: 'assistant', content: [{ toolUse: { toolUseId: 't', name: 'n', input: { image: { source: BUCKET } } } }] }] };
  expect(converseBody(body)).toEqual(body);
});

test.each(REFUSED)('%s is refused in %j', (field, body, message) => {
  const refusal = refusalOf(() => converseBody(body as JsonObject));
  expect(refusal.reason).toBe('invalidRequest');
  expect(refusal.details.field).toBe(field);
  expect(refusal.message).toContain(message);
  expect(refusal.message).not.toContain('secret');
});

test('any replacement of any one value is accepted or refused by name, never worse', () => {
  const paths = allPaths(FULL_CONVERSE);
  fc.assert(fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 3 }), (path, value) => {
    const body = replaced(FULL_CONVERSE, path, value) as JsonObject;
    const accepted = acceptedOr(() => converseBody(body));
    if (accepted === undefined) return;
    expect(accepted.messages.length).toBeGreaterThan(0);
    expect(accepted.messages[0].role).toBe('user');
    for (const message of accepted.messages) expect(message.content.length).toBeGreaterThan(0);
    const maxTokens = accepted.inferenceConfig?.maxTokens ?? 1;
    expect(Number.isInteger(maxTokens) && maxTokens >= 1).toBe(true);
  }), { numRuns: 1000 });
});
