import { HAIKU_3, NOVA, userSays } from './support';
import { AwsError } from '../../../local/aws/service';
import { reasoningSignature } from '../../../local/bedrock/generate-answer';
import { JsonObject } from '../../../local/bedrock/json-fields';
import { parseConverseBody } from '../../../local/bedrock/operations/converse-request';
import { parseRequestMetadata } from '../../../local/bedrock/operations/parsed-call';
import { promptTokens } from '../../../local/bedrock/prompt';

const USER = { role: 'user', content: [{ text: 'hi' }] };
const ASSISTANT = { role: 'assistant', content: [{ text: 'hello' }] };
const TOOLS = { tools: [{ toolSpec: { name: 'lookup', inputSchema: { json: { type: 'object' } } } }] };
const TOOL_USE = { role: 'assistant', content: [{ toolUse: { toolUseId: 't1', name: 'lookup', input: {} } }] };
const TOOL_RESULT = { role: 'user', content: [{ toolResult: { toolUseId: 't1', content: [{ text: 'found' }] } }] };

function reasoned(reasoningText: JsonObject): JsonObject {
  return { role: 'assistant', content: [{ reasoningContent: { reasoningText } }] };
}

test('reasoning comes back with its signature', () => {
  const messages = [USER, reasoned({ text: 'Hm.', signature: reasoningSignature('Hm.') }), USER];
  expect(parseConverseBody({ messages }, HAIKU_3).parts).toHaveLength(3);
});

function refusalOf(body: JsonObject, model = HAIKU_3): AwsError {
  try {
    parseConverseBody(body, model);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error('expected the body to be refused');
}

describe('a Converse body that is refused', () => {
  test.each<[string, JsonObject, RegExp]>([
    ['no messages', {}, /'messages'.*greater than or equal to 1/],
    ['empty messages', { messages: [] }, /'messages'.*greater than or equal to 1/],
    ['messages that are no list', { messages: 'hi' }, /'messages'/],
    ['a message that is text', { messages: ['hi'] }, /'messages.0'/],
    ['an unknown role', { messages: [{ role: 'system', content: [{ text: 'hi' }] }] }, /Value 'system' at 'messages.0.role'/],
    ['an assistant who begins', { messages: [ASSISTANT, USER] }, /must start with a user message/],
    ['two user turns in a row', { messages: [USER, USER] }, /must alternate between user and assistant roles/],
    ['empty content', { messages: [{ role: 'user', content: [] }] }, /content field in the Message object at messages.0 is empty/],
    ['an empty text', { messages: [{ role: 'user', content: [{ text: '' }] }] }, /text field in the ContentBlock object at messages.0.content.0 is blank/],
    ['a text that is a number', { messages: [{ role: 'user', content: [{ text: 7 }] }] }, /messages.0.content.0 is blank/],
    ['an unknown block', { messages: [{ role: 'user', content: [{ hologram: {} }] }] }, /messages.0.content.0 must set exactly one of/],
    ['a block of two kinds', { messages: [{ role: 'user', content: [{ text: 'a', image: {} }] }] }, /must set exactly one of/],
    ['an unknown top-level field', { ...userSays('hi'), max_tokens: 5 }, /extraneous key \[max_tokens\] is not permitted/],
    ['an unknown inference field', { ...userSays('hi'), inferenceConfig: { topK: 5 } }, /#\/inferenceConfig: extraneous key \[topK\]/],
    ['reasoning without a signature', { messages: [USER, reasoned({ text: 'Hm.' })] }, /cannot contain reasoning content/],
    ['reasoning with the signature of other reasoning', { messages: [USER, reasoned({ text: 'Hm!', signature: reasoningSignature('Hm.') })] }, /Invalid `signature`/],
    ['an output config that is text', { ...userSays('hi'), outputConfig: 'json' }, /'outputConfig'/],
    ['an unknown output field', { ...userSays('hi'), outputConfig: { verbosity: 'low' } }, /#\/outputConfig: extraneous key \[verbosity\]/],
    ['an unknown effort', { ...userSays('hi'), outputConfig: { effort: 'none' } }, /'outputConfig.effort'.*enum value set/],
    ['an unknown text format', { ...userSays('hi'), outputConfig: { textFormat: { type: 'json_object' } } }, /'outputConfig.textFormat.type'/],
    [
      'a tool choice of Claude beside one of Converse', {
        ...userSays('hi'), toolConfig: { ...TOOLS, toolChoice: { any: {} } }, additionalModelRequestFields: { tool_choice: { type: 'any' } },
      }, /tool_choice\/type conflicts with the existing field toolConfig.toolChoice.any/,
    ],
    ['a tool choice of Claude without tools', { ...userSays('hi'), additionalModelRequestFields: { tool_choice: { type: 'any' } } }, /while providing tools/],
    [
      'a tool choice of Claude without a type', {
        ...userSays('hi'), toolConfig: TOOLS, additionalModelRequestFields: { tool_choice: { disable_parallel_tool_use: true } },
      }, /tool_choice.type: Field required/,
    ],
    ...[undefined, {}, '{'].map((schema) => [
      `the schema ${JSON.stringify(schema)}`,
      { ...userSays('hi'), outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema } } } } },
      /schema' failed to satisfy constraint: Member must be a JSON schema, as a string/,
    ] as [string, JsonObject, RegExp]),
    ['an inference config that is text', { ...userSays('hi'), inferenceConfig: 'fast' }, /'inferenceConfig'/],
    ['maxTokens of 0', userSays('hi', 0), /Value '0' at 'inferenceConfig.maxTokens'.*greater than or equal to 1/],
    ['a fraction of a token', userSays('hi', 1.5), /'inferenceConfig.maxTokens'.*integer/],
    ['temperature above 1', { ...userSays('hi'), inferenceConfig: { temperature: 1.1 } }, /Value '1.1' at 'inferenceConfig.temperature'.*less than or equal to 1/],
    ['temperature below 0', { ...userSays('hi'), inferenceConfig: { temperature: -0.1 } }, /'inferenceConfig.temperature'.*greater than or equal to 0/],
    ['topP that is text', { ...userSays('hi'), inferenceConfig: { topP: 'high' } }, /'inferenceConfig.topP'.*number/],
    ['stop sequences that are no list', { ...userSays('hi'), inferenceConfig: { stopSequences: 'end' } }, /stopSequences/],
    ['a system prompt that is text', { ...userSays('hi'), system: 'be kind' }, /'system'/],
    ['an empty system text', { ...userSays('hi'), system: [{ text: '' }] }, /SystemContentBlock object at system.0 is blank/],
    ['no tools', { ...userSays('hi'), toolConfig: { tools: [] } }, /toolConfig.tools/],
    ['a tool without a schema', { ...userSays('hi'), toolConfig: { tools: [{ toolSpec: { name: 'x' } }] } }, /toolConfig.tools.0.toolSpec/],
    ['a choice of a tool that is not there', { ...userSays('hi'), toolConfig: { ...TOOLS, toolChoice: { tool: { name: 'other' } } } }, /Value 'other'/],
    ['tool blocks without tools', { messages: [USER, TOOL_USE, TOOL_RESULT] }, /toolConfig field must be defined/],
    ['a tool use without its result', { messages: [USER, TOOL_USE, USER], toolConfig: TOOLS }, /Expected toolResult blocks at messages.2.content for the following Ids: t1/],
    ['a tool result for nothing', { messages: [USER, ASSISTANT, TOOL_RESULT], toolConfig: TOOLS }, /toolResult blocks at messages.2.content exceeds/],
    ['an unknown service tier', { ...userSays('hi'), serviceTier: { type: 'gold' } }, /Value 'gold' at 'serviceTier.type'/],
    ['an unknown latency mode', { ...userSays('hi'), performanceConfig: { latency: 'warp' } }, /Value 'warp' at 'performanceConfig.latency'/],
    ['a prefill that ends in a space', { messages: [USER, { role: 'assistant', content: [{ text: 'well ' }] }] }, /cannot end with trailing whitespace/],
  ])('%s', (_what, body, message) => {
    expect(refusalOf(body)).toMatchObject({ code: 'ValidationException', status: 400, message: expect.stringMatching(message) });
  });
});

describe('a Converse body that is accepted', () => {
  test('all documented fields at once', () => {
    const prompt = parseConverseBody({
      ...userSays('hi', 5),
      system: [{ text: 'be kind' }, { cachePoint: { type: 'default' } }],
      toolConfig: TOOLS,
      guardrailConfig: {},
      additionalModelRequestFields: { thinking: {} },
      promptVariables: {},
      additionalModelResponseFieldPaths: [],
      requestMetadata: { team: 'a' },
      performanceConfig: { latency: 'optimized' },
      serviceTier: { type: 'flex' },
      outputConfig: {},
    }, HAIKU_3);
    expect(prompt).toMatchObject({ maxTokens: 5, lastUserText: 'hi', tools: [{ name: 'lookup' }] });
  });

  test('a prefill of a model that is not Anthropic may end in a space', () => {
    expect(parseConverseBody({ messages: [USER, { role: 'assistant', content: [{ text: 'well ' }] }] }, NOVA).prefill).toBe('well ');
  });

  test('a tool use that is answered', () => {
    expect(parseConverseBody({ messages: [USER, TOOL_USE, TOOL_RESULT], toolConfig: TOOLS }, HAIKU_3).parts.length).toBe(4);
  });

  test('longer text costs more tokens, and an image a fixed number', () => {
    const tokens = (content: unknown[]) => promptTokens(parseConverseBody({ messages: [{ role: 'user', content }] }, HAIKU_3));
    expect(tokens([{ text: 'abcd' }])).toBe(1);
    expect(tokens([{ text: 'abcd'.repeat(50) }])).toBe(50);
    expect(tokens([{ text: 'abcd' }, { image: { format: 'png', source: { bytes: 'A'.repeat(1e5) } } }])).toBe(1_501);
  });
});

describe('request metadata', () => {
  test('up to 16 entries of up to 256 characters are accepted', () => {
    const metadata = Object.fromEntries(Array.from({ length: 16 }, (_unused, index) => [`key-${index}`, 'x'.repeat(256)]));
    expect(parseRequestMetadata(metadata)).toEqual(metadata);
  });

  test.each<[string, unknown, RegExp]>([
    ['17 entries', Object.fromEntries(Array.from({ length: 17 }, (_unused, index) => [`key-${index}`, 'x'])), /received 17 entries; expected at most 16/],
    ['a long value', { team: 'x'.repeat(257) }, /requestMetadata.team/],
    ['a long key', { ['k'.repeat(257)]: 'x' }, /requestMetadata.kkk/],
    ['a number', { team: 7 }, /requestMetadata.team/],
    ['a list', ['team'], /expected a map of strings/],
  ])('%s is refused', (_what, metadata, message) => {
    expect(() => parseRequestMetadata(metadata)).toThrow(message);
  });
});
