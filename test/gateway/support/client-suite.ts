import { startGateway, TestGateway } from './gateway';
import { withoutWaiting } from './without-waiting';
import { InferenceTarget } from '../../../src';

export const SONNET = 'us.anthropic.claude-sonnet-4-6';
export const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
export const NOVA = 'amazon.nova-pro-v1:0';

/** A picture of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What is asked, in nobody's wire format. */
export interface Question {
  readonly route: string;
  readonly text: string;
  readonly maxTokens: number;
  /** A PNG. */
  readonly image?: Uint8Array;
}

export interface Answer {
  readonly text: string;
  /** Why it ended, in the client's own words. */
  readonly end: string | null | undefined;
  readonly outputTokens: number | undefined;
}

/** A tool of one argument, a city, and what the caller makes of every call of it. */
export interface ToolOffer {
  readonly name: string;
  readonly result: string;
}

export interface ToolTrip {
  readonly calls: readonly { readonly name: string; readonly input: unknown }[];
  /** The answer to the results. */
  readonly answer: Answer;
}

export interface StreamOptions {
  /** Called with each piece of text as it comes. */
  readonly onText?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** A client as an application uses it. What differs from one client to another is behind this. */
export interface Client {
  ask(question: Question): Promise<Answer>;
  stream(question: Question, options?: StreamOptions): Promise<Answer>;
  /** Asks, runs the tools that are called, sends their results and returns what the model says to them. */
  useTools(question: Question, tools: readonly ToolOffer[], streamed: boolean): Promise<ToolTrip>;
  statusOf(error: unknown): number | undefined;
  close?(): void;
}

export interface ClientCase {
  readonly connect: (settings: { readonly gateway: TestGateway; readonly key: string; readonly retries: number }) => Client;
  /** Variables that stay set as long as the client is used. */
  readonly environment?: (gateway: TestGateway, key: string) => Readonly<Record<string, string>>;
  /** What the client calls the end of an answer that was not cut. */
  readonly ended: string;
  /** What no model takes, where it is not an empty question. */
  readonly mistake?: Partial<Question>;
}

const QUESTION: Question = { route: 'claude-sonnet', text: 'Why do rivers bend?', maxTokens: 64 };

/**
 * What every client has to be able to do, once for each of its ways in.
 * @returns the gateway, for tests of what is the client's own
 */
export function clientSuite(cases: Readonly<Record<string, ClientCase>>): () => TestGateway {
  let gateway: TestGateway;
  const open: Client[] = [];
  const environment = { ...process.env };

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        'claude-sonnet': { targets: [InferenceTarget.crossRegion(SONNET)], fallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU)] }] },
        'single': { targets: [InferenceTarget.crossRegion(SONNET)], maxAttempts: 1 },
        'nova': { targets: [InferenceTarget.onDemand(NOVA)] },
        'private': { targets: [InferenceTarget.crossRegion(HAIKU)] },
      },
      tenants: { a: { routes: ['claude-sonnet', 'single', 'nova'] }, limited: { quota: { requestsPerMinute: 1 }, routes: ['claude-sonnet'] } },
    });
  });
  afterEach(() => {
    for (const client of open.splice(0)) client.close?.();
    process.env = { ...environment };
    gateway.cloud.bedrock.reset();
  });
  afterAll(() => gateway.close());

  describe.each(Object.entries(cases))('%s', (_name, { connect, ended, environment: variables, mistake = { text: ' ' } }) => {
    const clientOf = (tenant: string, { key = gateway.keyOf(tenant), retries = 0 } = {}) => {
      Object.assign(process.env, variables?.(gateway, key));
      const client = connect({ gateway, key, retries });
      open.push(client);
      return client;
    };
    const errorOf = (pending: Promise<unknown>) => pending.then(() => { throw new Error('it was answered'); }, (error: unknown) => error);
    const refusal = async (question: Partial<Question>, client = clientOf('a')) => client.statusOf(await errorOf(client.ask({ ...QUESTION, ...question })));

    test('gets an answer', async () => {
      const { end, outputTokens, text } = await clientOf('a').ask(QUESTION);
      expect(text).toMatch(/\w+/);
      expect(end).toBe(ended);
      expect(outputTokens).toBe(gateway.cloud.bedrock.attempts.at(-1)?.outputTokens);
    });

    test('streams what it gets in one piece', async () => {
      const whole = await clientOf('a').ask(QUESTION);
      const pieces: string[] = [];
      const streamed = await clientOf('a').stream(QUESTION, { onText: (text) => pieces.push(text) });
      expect(streamed).toEqual(whole);
      expect(pieces.join('')).toBe(whole.text);
      expect(pieces.length).toBeGreaterThan(1);
    });

    test('may name the model by its id at Bedrock', async () => {
      const whole = await clientOf('a').ask(QUESTION);
      await expect(clientOf('a').ask({ ...QUESTION, route: SONNET })).resolves.toEqual(whole);
      await expect(clientOf('a').stream({ ...QUESTION, route: SONNET })).resolves.toEqual(whole);
    });

    test.each([['in one piece', false], ['streamed', true]])('runs the tools that are called beside each other, and sends their results, %s', async (_how, streamed) => {
      const tools = ['get_weather', 'get_time'].map((name) => ({ name, result: '21 degrees' }));
      const question = { ...QUESTION, text: 'Please use tool get_weather and use tool get_time.' };
      const { answer, calls } = await clientOf('a').useTools(question, tools, streamed);
      expect(calls).toEqual(tools.map(({ name }) => ({ name, input: { city: expect.any(String) } })));
      expect(answer).toMatchObject({ text: expect.stringMatching(/\w+/), end: ended });
      expect(JSON.stringify(gateway.cloud.bedrock.records.at(-1)?.input.inputBodyJson).match(/21 degrees/g)).toHaveLength(2);
    });

    test('sends an image', async () => {
      const answer = await clientOf('a').ask({ ...QUESTION, image: Buffer.from(PNG, 'base64') });
      expect(answer.end).toBe(ended);
      expect(JSON.stringify(gateway.cloud.bedrock.records.at(-1)?.input.inputBodyJson)).toContain(PNG);
    });

    test("is told of the caller's own mistake", async () => {
      expect(await refusal(mistake)).toBe(400);
    });

    test('is told that its key is not known', async () => {
      expect(await refusal({}, clientOf('a', { key: `cri_${'x'.repeat(43)}` }))).toBe(401);
    });

    test.each(['no-such-route', 'private', HAIKU.replace('haiku', 'none')])('is told that there is no %s', async (route) => {
      expect(await refusal({ route })).toBe(404);
    });

    test('is told that its quota is used up', async () => {
      const client = clientOf('limited');
      await client.ask(QUESTION).catch(() => undefined);
      expect(await refusal({}, client)).toBe(429);
    });

    test('is told that nothing can serve', async () => {
      gateway.cloud.bedrock.addFault({ match: {}, fault: { kind: 'outage', mode: 'unavailable' } });
      expect(await refusal({ route: 'single' })).toBe(503);
      expect(gateway.cloud.bedrock.attempts).toHaveLength(1);
    });

    test('comes back when it was told to, and is served', async () => {
      gateway.cloud.bedrock.addFault({ match: {}, fault: { kind: 'throttle', dimension: 'requestsPerMinute' }, count: 1 });
      const client = clientOf('a', { retries: 1 });
      const { result, waited } = await withoutWaiting({ atLeastMs: 4_900, atMostMs: 5_900 }, () => client.ask({ ...QUESTION, route: 'single' }));
      expect(result.end).toBe(ended);
      expect(waited).toHaveLength(1);
      expect(gateway.cloud.bedrock.attempts).toHaveLength(2);
    });

    test('sees an error when a stream breaks off after its first content', async () => {
      gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'cut', afterEvents: 5 } });
      const pieces: string[] = [];
      await errorOf(clientOf('a').stream(QUESTION, { onText: (text) => pieces.push(text) }));
      expect(pieces.length).toBeGreaterThan(0);
      await gateway.idle();
      expect(gateway.logged('decision').at(-1)).toMatchObject({ outcome: 'brokenStream' });
    });

    test('leaves in the middle of a stream, and the model stops', async () => {
      gateway.cloud.bedrock.setBehaviour({ outputTokens: 5_000, interTokenMs: 5 });
      const leaving = new AbortController();
      await clientOf('a').stream({ ...QUESTION, maxTokens: 8_000 }, { onText: () => leaving.abort(), signal: leaving.signal }).catch(() => undefined);
      await gateway.idle();
      expect(gateway.cloud.bedrock.attempts.at(-1)).toMatchObject({ outcome: 'cancelled' });
      expect(gateway.logged('decision').at(-1)).toMatchObject({ outcome: 'callerLeft' });
    });

    test('gets each of many answers at the same time for its own question', async () => {
      const client = clientOf('a');
      const questions = Array.from({ length: 8 }, (_unused, index) => ({ ...QUESTION, text: `Why do rivers bend ${index} times?` }));
      const together = await Promise.all(questions.map((question, index) => (index % 2 === 0 ? client.ask(question) : client.stream(question))));
      expect(new Set(together.map(({ text }) => text)).size).toBe(questions.length);
      expect(together[5]).toEqual(await client.ask(questions[5]!));
    });
  });
  return () => gateway;
}
