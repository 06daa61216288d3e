import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Case, FEATURES, MessagesCase } from './support/compatibility-cases';
import { expectTable } from './support/generated-table';
import { GatewayError, isGatewayError } from '../../lambda/core/gateway-error';
import { InferenceRequest } from '../../lambda/core/requests/inference-request';
import { JsonObject } from '../../lambda/surfaces/shared/json';
import { findSurface } from '../../lambda/surfaces/surfaces';
import { httpRequest, parsedCall } from '../lambda/surfaces/support';

const CONVERSE = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };
const CONVERSATION = { messages: [{ role: 'user', content: 'Hello' }] };
const ANTHROPIC = { 'anthropic-version': '2023-06-01' };

interface Asked {
  readonly path: string;
  readonly body: JsonObject;
}

type Ask = (fields: JsonObject) => Asked;

const atBedrock = (operations: readonly [string, string], base: JsonObject): Ask => ({ streamed = false, model = 'claude', ...fields }) => (
  { path: `/model/${encodeURIComponent(String(model))}/${operations[streamed === true ? 1 : 0]}`, body: { ...base, ...fields } }
);
const at = (path: string, base: JsonObject): Ask => (fields) => ({ path, body: { model: 'claude', ...base, ...fields } });

/** The smallest request of each, with fields more. */
const OPERATIONS = {
  converse: atBedrock(['converse', 'converse-stream'], CONVERSE),
  invoke: atBedrock(['invoke', 'invoke-with-response-stream'], { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, ...CONVERSATION }),
  chat: at('/v1/chat/completions', CONVERSATION),
  responses: at('/v1/responses', { input: 'Hello' }),
  embeddings: at('/v1/embeddings', { input: 'Hello' }),
  messages: at('/v1/messages', { max_tokens: 9, ...CONVERSATION }),
} as const;

const HEADINGS = ['feature', 'Bedrock Converse', 'Bedrock InvokeModel', 'OpenAI chat completions', 'OpenAI responses', 'OpenAI embeddings',
  'Anthropic messages, Claude', 'Anthropic messages, other models', 'refused because, as callers are told'];
const IN_CONTENT = /^(?:messages|input)\[\d+\]\.content\[\d+\]\./;
const NOT_THERE: Cell = { text: '–' };

interface Cell {
  readonly text: string;
  readonly because?: string;
}

function parsed(operation: keyof typeof OPERATIONS, { fields, headers }: Pick<Case, 'fields' | 'headers'>): InferenceRequest {
  const { body, path } = OPERATIONS[operation](fields);
  const request = httpRequest('POST', path, body, { ...operation === 'messages' ? ANTHROPIC : {}, ...headers });
  return parsedCall(findSurface(request), request).request;
}

/** What is sent for a request, with what says how. */
function sentFor(request: InferenceRequest): JsonObject {
  const { route, streamed } = request;
  switch (request.kind) {
    case 'converse': return { route, streamed, ...request.body, ...request.only && { only: request.only } };
    case 'invoke': return { route, streamed, settings: request.settings, ...request.json };
    case 'embed': return { route, streamed, texts: request.texts, settings: request.settings, metadata: request.metadata };
    case 'translated': {
      const { body, only } = request.converse();
      if (only) throw new GatewayError('invalidRequest', `${only.field}: ${only.because}`, { field: only.field });
      return { route, streamed, ...body };
    }
  }
}

interface Refusal {
  readonly field: string;
  readonly because: string;
}

type Outcome = { readonly sent: JsonObject } | Refusal;

/** What is sent, or why nothing is. */
function outcomeOf(make: () => JsonObject): Outcome {
  try {
    return { sent: make() };
  } catch (error) {
    const field = isGatewayError(error) && error.status === 400 ? error.details.field : undefined;
    if (field !== undefined) return { field, because: becauseOf((error as Error).message.slice(field.length + 2)) };
    throw error;
  }
}

/** The reason alone, without the advice behind it and what was received. */
function becauseOf(message: string): string {
  const [because = ''] = message.split(/; |, received |: send /);
  return because.replaceAll('|', '\\|');
}

/** What the page says of an outcome, once it is the expected one. */
function cellOf(outcome: Outcome, expected: { readonly sent?: JsonObject; readonly refused?: string }): Cell {
  if (expected.refused === undefined) expect(outcome).toMatchObject({ sent: expected.sent ?? {} });
  else expect(outcome).toMatchObject({ field: expected.refused });
  if ('sent' in outcome) return { text: outcome.sent.only === undefined ? 'yes' : 'with Claude' };
  return { text: `refused: \`${outcome.field.replace(IN_CONTENT, '')}\``, because: outcome.because };
}

function cell(operation: Exclude<keyof typeof OPERATIONS, 'messages'>, given: Case | undefined): Cell {
  return given ? cellOf(outcomeOf(() => sentFor(parsed(operation, given))), given) : NOT_THERE;
}

function messageCells(given: MessagesCase | undefined): readonly [Cell, Cell] {
  if (!given) return [NOT_THERE, NOT_THERE];
  const outcome = outcomeOf(() => {
    const request = parsed('messages', given);
    if (request.kind !== 'translated') throw new Error('expected a request of Anthropic');
    const { native, route, streamed } = request;
    if (!native) throw new Error('expected a request that Claude gets as it was written');
    return { route, streamed, settings: native.settings, ...native.json };
  });
  const claude = cellOf(outcome, given.refused === undefined ? { sent: given.claude } : { refused: given.refused });
  return [claude, cellOf(outcomeOf(() => sentFor(parsed('messages', given))), given.others)];
}

test('docs/compatibility.md says of every feature what becomes of it on every surface', () => {
  const rows = FEATURES.map(({ title, converse, invoke, chat, responses, embeddings, messages }) => {
    const cells = [
      cell('converse', converse), cell('invoke', invoke), cell('chat', chat), cell('responses', responses), cell('embeddings', embeddings),
      ...messageCells(messages),
    ];
    const reasons = new Set(cells.flatMap(({ because }) => because ?? []));
    return [title, ...cells.map(({ text }) => text), [...reasons].join('; ')];
  });
  expectTable('docs/compatibility.md', [HEADINGS, ...rows]);
});

test('what becomes of a feature is the same for an answer in one piece and a streamed one', () => {
  const flags = { converse: 'streamed', invoke: 'streamed', chat: 'stream', responses: 'stream', messages: 'stream' } as const;
  for (const feature of FEATURES) {
    for (const [operation, flag] of Object.entries(flags) as [keyof typeof flags, string][]) {
      const given = feature[operation];
      if (!given) continue;
      const outcomes = [false, true].map((streamed) => outcomeOf(() => {
        const request = parsed(operation, { ...given, fields: { ...given.fields, [flag]: streamed } });
        const native = request.kind === 'translated' ? request.native : undefined;
        expect(request.streamed).toBe(streamed);
        // Claude's own words first: of those, Converse may have none.
        return native ? { native } : { ...sentFor(request), streamed: undefined };
      }));
      expect([feature.title, operation, outcomes[1]]).toEqual([feature.title, operation, outcomes[0]]);
    }
  }
});

test('the cases show what they claim: none is accepted without something to be seen', () => {
  for (const { title, messages, ...others } of FEATURES) {
    for (const one of Object.values(others) as Case[]) {
      expect([title, one.refused !== undefined || Object.keys(one.sent ?? {}).length > 0]).toEqual([title, true]);
    }
    if (messages) expect([title, messages.refused !== undefined || Object.keys(messages.claude ?? {}).length > 0]).toEqual([title, true]);
  }
});

test.each([
  ['/model/claude/count-tokens', { input: { converse: CONVERSE } }, {}],
  ['/model/claude/count-tokens', { input: { invokeModel: { body: Buffer.from(JSON.stringify(CONVERSATION)).toString('base64') } } }, {}],
  ['/v1/messages/count_tokens', { model: 'claude', ...CONVERSATION }, ANTHROPIC],
])('tokens are counted at %s', (path, body, headers) => {
  const request = httpRequest('POST', path, body, headers);
  const operation = findSurface(request).operation(request);
  expect(operation.kind === 'count' && operation.parse().request.route).toBe('claude');
});

test.each(['README.md', 'docs/openai.md', 'docs/anthropic.md'])('%s links to it and to the errors', (page) => {
  const written = readFileSync(resolve(__dirname, '../..', page), 'utf8');
  for (const name of ['compatibility.md', 'errors.md']) expect(written).toMatch(new RegExp(`\\]\\((docs/)?${name}\\)`));
});
