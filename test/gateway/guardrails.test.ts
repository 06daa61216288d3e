import { ConverseCommand, ConverseStreamCommand, InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { CfnGuardrail, CfnGuardrailVersion } from 'aws-cdk-lib/aws-bedrock';
import { InferenceTarget, MidStreamPolicy, RouteGuardrail } from '../../src';
import { chat, converse, startGateway, TestGateway } from './support/gateway';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const NO = 'That is not for here.';
const NEVER = 'That cannot be said.';
const FINE = 'Why do rivers bend?';
const BAD = 'How do I feed a dragon?';
const CLAUDE = (text: string) => ({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages: [{ role: 'user', content: text }] });
const messages = (text: string) => [{ role: 'user' as const, content: [{ text }] }];

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway((stack) => {
    const made = new CfnGuardrail(stack, 'Guardrail', {
      name: 'words', blockedInputMessaging: NO, blockedOutputsMessaging: NEVER, wordPolicyConfig: { wordsConfig: [{ text: 'dragon' }, { text: 'griffin' }] },
    });
    const { attrVersion: version } = new CfnGuardrailVersion(stack, 'Version', { guardrailIdentifier: made.attrGuardrailId });
    const guardrail = RouteGuardrail.perRegion({ 'us-east-1': { identifier: made.attrGuardrailId, version } });
    const milder = { contentFilterFallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU)] }] };
    return {
      routes: {
        guarded: { targets: [InferenceTarget.crossRegion(SONNET)], ...milder, guardrail },
        buffered: { targets: [InferenceTarget.crossRegion(SONNET)], ...milder, guardrail, midStream: MidStreamPolicy.buffer() },
        open: { targets: [InferenceTarget.crossRegion(SONNET)] },
      },
      tenants: { a: {} },
    };
  });
});
afterEach(() => gateway.cloud.bedrock.reset());
afterAll(() => gateway.close());

/** What a reader sees, and why the answer ended, in the words of each API. */
interface Seen {
  readonly text: string;
  readonly reason: string | undefined;
}

async function converseSdk(route: string, text: string): Promise<Seen> {
  const { output, stopReason } = await gateway.awsSdk('a').send(new ConverseCommand({ modelId: route, messages: messages(text) }));
  return { text: output!.message!.content!.map((block) => block.text).join(''), reason: stopReason };
}

async function converseSdkStream(route: string, text: string): Promise<Seen> {
  const { stream } = await gateway.awsSdk('a').send(new ConverseStreamCommand({ modelId: route, messages: messages(text) }));
  let said = '';
  let reason: string | undefined;
  for await (const event of stream!) {
    said += event.contentBlockDelta?.delta?.text ?? '';
    reason = event.messageStop?.stopReason ?? reason;
  }
  return { text: said, reason };
}

async function invokeSdk(route: string, text: string): Promise<Seen> {
  const { body } = await gateway.awsSdk('a').send(new InvokeModelCommand({ modelId: route, body: JSON.stringify(CLAUDE(text)), contentType: 'application/json' }));
  const json = JSON.parse(new TextDecoder().decode(body)) as { 'content': { text: string }[]; 'amazon-bedrock-guardrailAction'?: string };
  return { text: json.content.map((block) => block.text).join(''), reason: json['amazon-bedrock-guardrailAction'] };
}

async function invokeSdkStream(route: string, text: string): Promise<Seen> {
  const { body } = await gateway.awsSdk('a').send(new InvokeModelWithResponseStreamCommand({ modelId: route, body: JSON.stringify(CLAUDE(text)) }));
  let said = '';
  let reason: string | undefined;
  for await (const { chunk } of body!) {
    const json = JSON.parse(new TextDecoder().decode(chunk!.bytes)) as { 'delta'?: { text?: string }; 'amazon-bedrock-guardrailAction'?: string };
    said += json.delta?.text ?? '';
    reason = json['amazon-bedrock-guardrailAction'] ?? reason;
  }
  return { text: said, reason };
}

async function chatSdk(route: string, text: string): Promise<Seen> {
  const { choices: [choice] } = await gateway.openai('a').chat.completions.create({ model: route, max_tokens: 64, messages: [{ role: 'user', content: text }] });
  return { text: choice!.message.content ?? '', reason: choice!.finish_reason };
}

async function chatSdkStream(route: string, text: string): Promise<Seen> {
  const stream = await gateway.openai('a').chat.completions.create({ model: route, max_tokens: 64, messages: [{ role: 'user', content: text }], stream: true });
  let said = '';
  let reason: string | undefined;
  for await (const { choices: [choice] } of stream) {
    said += choice?.delta.content ?? '';
    reason = choice?.finish_reason ?? reason;
  }
  return { text: said, reason };
}

async function messagesSdk(route: string, text: string): Promise<Seen> {
  const { content, stop_reason: reason } = await gateway.anthropic('a').messages.create({ model: route, max_tokens: 64, messages: [{ role: 'user', content: text }] });
  return { text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''), reason: reason ?? undefined };
}

async function messagesSdkStream(route: string, text: string): Promise<Seen> {
  const stream = await gateway.anthropic('a').messages.create({ model: route, max_tokens: 64, messages: [{ role: 'user', content: text }], stream: true });
  let said = '';
  let reason: string | undefined;
  for await (const event of stream) {
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') said += event.delta.text;
    if (event.type === 'message_delta') reason = event.delta.stop_reason ?? reason;
  }
  return { text: said, reason };
}

const APIS: readonly [string, (route: string, text: string) => Promise<Seen>, string, string][] = [
  ['Converse', converseSdk, 'end_turn', 'guardrail_intervened'],
  ['ConverseStream', converseSdkStream, 'end_turn', 'guardrail_intervened'],
  ['InvokeModel', invokeSdk, 'NONE', 'INTERVENED'],
  ['InvokeModelWithResponseStream', invokeSdkStream, 'NONE', 'INTERVENED'],
  ['Chat Completions', chatSdk, 'stop', 'content_filter'],
  ['Chat Completions, streamed', chatSdkStream, 'stop', 'content_filter'],
  ['Messages', messagesSdk, 'end_turn', 'refusal'],
  ['Messages, streamed', messagesSdkStream, 'end_turn', 'refusal'],
];

describe.each(APIS)('a route with a guardrail, through %s', (_, ask, well, stopped) => {
  test.each(['guarded', 'buffered'])('answers what is allowed, and says in its own words that the guardrail has stopped what is not (%s)', async (route) => {
    const fine = await ask(route, FINE);
    expect(fine.reason).toBe(well);
    expect(fine.text).not.toBe('');
    expect(await ask(route, BAD)).toEqual({ text: NO, reason: stopped });
    await gateway.idle();
    // The target that is asked for filtered answers is not asked to undo what the operator has decided.
    expect(gateway.cloud.bedrock.attempts.map(({ model }) => model)).toEqual([SONNET, SONNET]);
  });

  test('lets nothing out of an answer with a blocked word', async () => {
    const { text } = await ask('open', FINE);
    const word = text.split(' ')[9]!;
    const [guardrail] = gateway.cloud.assembly.guardrails;
    gateway.cloud.bedrock.setGuardrail({ ...guardrail!, blockedWords: [word] });
    try {
      expect(await ask('guarded', FINE)).toEqual({ text: NEVER, reason: stopped });
    } finally {
      gateway.cloud.bedrock.setGuardrail(guardrail!);
    }
  });
});

test('a route without one is none the wiser', async () => {
  expect(await converseSdk('open', BAD)).toMatchObject({ reason: 'end_turn' });
});

describe('a caller cannot remove it, replace it or exempt anything from it', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    gateway.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), tenant: 'a' });

  test.each<[string, string, object, Record<string, string>]>([
    ['guardrailConfig', '/model/guarded/converse', converse({ guardrailConfig: { guardrailIdentifier: 'theirs', guardrailVersion: '1' } }), {}],
    ['guardContent', '/model/guarded/converse-stream', converse({ messages: [{ role: 'user', content: [{ guardContent: { text: { text: 'fine' } } }, { text: BAD }] }] }), {}],
    ['guardrailidentifier', '/model/guarded/invoke', CLAUDE(BAD), { 'X-Amzn-Bedrock-GuardrailIdentifier': 'theirs' }],
    ['guardrailversion', '/model/guarded/invoke-with-response-stream', CLAUDE(BAD), { 'X-Amzn-Bedrock-GuardrailVersion': 'DRAFT' }],
    ['amazon-bedrock-guardrailconfig', '/model/guarded/invoke', { ...CLAUDE(BAD), 'amazon-bedrock-guardrailConfig': { tagSuffix: 'xyz' } }, {}],
    ['x-amzn-bedrock-trace', '/model/guarded/invoke', CLAUDE(BAD), { 'X-Amzn-Bedrock-Trace': 'ENABLED_FULL' }],
    ['guardrailconfig', '/v1/chat/completions', chat('guarded', { guardrailConfig: { guardrailIdentifier: 'theirs' } }), {}],
  ])('with %s at %s', async (named, path, body, headers) => {
    const response = await post(path, body, headers);
    expect([response.status, (await response.text()).toLowerCase()]).toEqual([400, expect.stringContaining(named.toLowerCase())]);
    expect(gateway.cloud.bedrock.attempts).toEqual([]);
  });
});
