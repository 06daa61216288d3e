import fc from 'fast-check';
import { HAIKU_3, userSays } from './support';
import { Answer, AnswerSettings, generateAnswer } from '../../../local/bedrock/generate-answer';
import { JsonObject } from '../../../local/bedrock/json-fields';
import { parseConverseBody } from '../../../local/bedrock/operations/converse-request';

const SETTINGS = { seed: 1, model: HAIKU_3, outputTokens: 24, requestId: 'r1' };

function answerTo(body: JsonObject, settings: Partial<AnswerSettings> = {}): Answer {
  return generateAnswer(parseConverseBody(body, HAIKU_3), { ...SETTINGS, ...settings });
}

function textOf(answer: Answer): string {
  return answer.blocks.flatMap((block) => block.deltas).join('');
}

function withTool(text: string, schema: unknown = { type: 'object', properties: { city: { type: 'string' } } }, extra: JsonObject = {}): JsonObject {
  return { ...userSays(text), toolConfig: { tools: [{ toolSpec: { name: 'weather', inputSchema: { json: schema } } }], ...extra } };
}

describe('a text answer', () => {
  test('is the same for the same prompt, model and seed, whoever asks', () => {
    expect(textOf(answerTo(userSays('a'), { requestId: 'r2' }))).toBe(textOf(answerTo(userSays('a'))));
  });

  test.each([
    ['prompt', answerTo(userSays('b'))], ['model', answerTo(userSays('a'), { model: 'amazon.nova' })], ['seed', answerTo(userSays('a'), { seed: 2 })],
  ])('differs for another %s', (_what, other) => {
    expect(textOf(other)).not.toBe(textOf(answerTo(userSays('a'))));
  });

  test('has 24 tokens, one per word, and ends its turn', () => {
    const answer = answerTo(userSays('a'));
    expect(answer).toMatchObject({ outputTokens: 24, stopReason: 'end_turn' });
    expect(textOf(answer).split(' ')).toHaveLength(24);
  });

  test('has as many tokens when they are long, of the same words', () => {
    const answer = answerTo(userSays('a'), { charactersPerToken: 100 });
    const words = textOf(answer).split(' ');
    expect(answer.outputTokens).toBe(24);
    expect(words.map(({ length }) => length)).toEqual(Array(24).fill(100));
    expect(words.map((word) => word.split('-')[0]?.toLowerCase())).toEqual(textOf(answerTo(userSays('a'))).toLowerCase().split(' '));
  });

  test('is cut at maxTokens, and is then a beginning of the whole answer', () => {
    const cut = answerTo(userSays('a', 5));
    expect(cut).toMatchObject({ outputTokens: 5, stopReason: 'max_tokens' });
    expect(textOf(answerTo(userSays('a'))).startsWith(textOf(cut))).toBe(true);
  });

  test('that just fits in maxTokens ends its turn', () => {
    expect(answerTo(userSays('a', 24)).stopReason).toBe('end_turn');
  });

  test('stops before a stop sequence', () => {
    const third = textOf(answerTo(userSays('a'))).split(' ')[2];
    const answer = answerTo({ ...userSays('a'), inferenceConfig: { stopSequences: ['never', third] } });
    expect(answer).toMatchObject({ stopReason: 'stop_sequence', stopSequence: third });
    expect(textOf(answer)).not.toContain(third);
  });

  test('continues a prefill that begins it, wherever the prefill ends', () => {
    const whole = textOf(answerTo(userSays('a')));
    fc.assert(fc.property(fc.integer({ min: 1, max: whole.length }), (length) => {
      const prefill = whole.slice(0, length).trimEnd();
      const answer = answerTo({ messages: [...userSays('a').messages as object[], { role: 'assistant', content: [{ text: prefill }] }] });
      expect(prefill + textOf(answer)).toBe(whole);
    }));
  });

  test('follows a prefill that it would not have begun with', () => {
    const answer = answerTo({ messages: [...userSays('a').messages as object[], { role: 'assistant', content: [{ text: 'Nonsense' }] }] });
    expect(textOf(answer)).toMatch(/^ [a-z]/);
    expect(textOf(answer).trim()).not.toBe(textOf(answerTo(userSays('a'))).toLowerCase());
    expect(answer.outputTokens).toBe(24);
  });
});

describe('a tool use', () => {
  test('answers a prompt that asks for the tool, with an input that fits its schema', () => {
    const answer = answerTo(withTool('please use tool weather now', {
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'integer' },
        share: { type: 'number' },
        exact: { type: 'boolean' },
        unit: { enum: ['C', 'F'] },
        version: { const: 3 },
        places: { type: 'array', items: { type: 'object', properties: { name: { type: ['string', 'null'] } } } },
        anything: {},
      },
    }));
    expect(answer.stopReason).toBe('tool_use');
    expect(answer.blocks).toMatchObject([{ type: 'toolUse', name: 'weather', id: expect.stringMatching(/^tooluse_[0-9a-f]{22}$/) }]);
    expect(JSON.parse(textOf(answer))).toEqual({
      city: expect.any(String),
      days: expect.any(Number),
      share: expect.any(Number),
      exact: expect.any(Boolean),
      unit: expect.stringMatching(/^[CF]$/),
      version: 3,
      places: [{ name: expect.any(String) }],
      anything: null,
    });
  });

  test('has another id in every call', () => {
    const ids = ['r1', 'r2'].map((requestId) => answerTo(withTool('use tool weather'), { requestId }).blocks.map((block) => 'id' in block && block.id));
    expect(ids[0]).not.toEqual(ids[1]);
  });

  test.each([
    ['any tool', { any: {} }], ['the tool', { tool: { name: 'weather' } }],
  ])('answers when the caller insists on %s', (_what, toolChoice) => {
    expect(answerTo(withTool('hello', undefined, { toolChoice })).stopReason).toBe('tool_use');
  });

  test('does not answer a prompt that names another tool, or none', () => {
    expect(answerTo(withTool('use tool clock')).stopReason).toBe('end_turn');
    expect(answerTo(withTool('hello')).stopReason).toBe('end_turn');
  });

  test('is cut at maxTokens', () => {
    const answer = answerTo({ ...withTool('use tool weather'), inferenceConfig: { maxTokens: 1 } });
    expect(answer).toMatchObject({ stopReason: 'max_tokens', outputTokens: 1 });
  });

  test('survives a schema that contains itself many times over', () => {
    const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ type: 'array', items: inner }), { type: 'string' });
    expect(answerTo(withTool('use tool weather', { type: 'object', properties: { deep } })).stopReason).toBe('tool_use');
  });
});

describe('several tool uses', () => {
  const TOOLS = { tools: ['a', 'b'].map((name) => ({ toolSpec: { name, inputSchema: { json: { type: 'object', properties: { n: { const: 1 } } } } } })) };
  const body = (maxTokens?: number) => ({ ...userSays('use tool b and use tool a and use tool b'), toolConfig: TOOLS, inferenceConfig: { maxTokens } });

  test.each([
    ['the first that is asked for', { type: 'auto' }, 'b'], ['the one that is insisted on', { type: 'tool', name: 'a' }, 'a'],
  ])('become %s where Claude is kept to one', (_what, choice, name) => {
    const additionalModelRequestFields = { tool_choice: { ...choice, disable_parallel_tool_use: true } };
    expect(answerTo({ ...body(), additionalModelRequestFields }).blocks).toMatchObject([{ type: 'toolUse', name }]);
  });

  test('answer a prompt that asks for several tools, each once and under its own id', () => {
    const { blocks, outputTokens, stopReason } = answerTo(body());
    expect(blocks.map((block) => [block.type, 'name' in block && block.name, block.deltas.join('')])).toEqual([['toolUse', 'b', '{"n":1}'], ['toolUse', 'a', '{"n":1}']]);
    expect(new Set(blocks.map((block) => 'id' in block && block.id)).size).toBe(2);
    expect([outputTokens, stopReason]).toEqual([2, 'tool_use']);
  });

  test('are cut between the calls', () => {
    expect(answerTo(body(1))).toMatchObject({ blocks: [{ name: 'b' }], outputTokens: 1, stopReason: 'max_tokens' });
  });
});

describe('an answer by a schema', () => {
  const asked = (schema: unknown) => ({ ...userSays('hi'), outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema) } } } } });

  test('is JSON that conforms to it', () => {
    const answer = answerTo(asked({ type: 'object', properties: { city: { type: 'string' }, warm: { type: 'boolean' } } }));
    expect(JSON.parse(textOf(answer))).toEqual({ city: expect.stringMatching(/\w+/), warm: expect.any(Boolean) });
    expect(answer.stopReason).toBe('end_turn');
  });
});

describe('reasoning', () => {
  test('comes first, is signed, and counts among the output', () => {
    const answer = answerTo(userSays('a'), { reasoningTokens: 3 });
    expect(answer.blocks.map(({ type, deltas }) => [type, deltas.length])).toEqual([['reasoning', 3], ['text', 24]]);
    expect(answer.blocks[0]).toHaveProperty('signature', expect.stringMatching(/^[0-9a-f]{40}$/));
    expect(answer.outputTokens).toBe(27);
  });

  test.each([[2, [['reasoning', 2]]], [3, [['reasoning', 3]]], [5, [['reasoning', 3], ['text', 2]]]])('is cut after %s tokens like everything else', (maxTokens, blocks) => {
    const answer = answerTo({ ...userSays('a'), inferenceConfig: { maxTokens } }, { reasoningTokens: 3 });
    expect(answer.blocks.map(({ type, deltas }) => [type, deltas.length])).toEqual(blocks);
    expect(answer).toMatchObject({ stopReason: 'max_tokens', outputTokens: maxTokens });
  });
});
