// Further suite: the deployed bundle under Lambda's own runtime interface client (`aws-lambda-ric`), with a Runtime API of ours,
// one request after the other and, as on Lambda Managed Instances, many at the same time in several worker threads.
// The client is built from the npm registry into a folder of its own. Skips, and says so, where it cannot be built.
// Run it after `npm test`, which builds what is run here.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, afterEach, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { bringRuntimeClient, RUNTIME_CLIENT_VERSION } from '../support/runtime-client.mjs';
import { ROOT } from '../support/steps.mjs';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const QUESTION = 'Why do rivers bend?';
const LIMIT = 60;
/** Nothing here takes that long unless an environment hangs. */
const PATIENCE_MS = 180_000;
const BREAKS = ['cut', 'end', 'malformedFrame'];

const { client, missing } = bringRuntimeClient();
const skip = client ? false : `Lambda's runtime interface client cannot be run here: ${missing}`;
if (skip) console.log(`SKIPPED: ${skip}`);

const load = (file) => tsImport(join(ROOT, file), { parentURL: import.meta.url, tsconfig: join(ROOT, 'test', 'tsconfig.json') });

describe(`the deployed bundle under aws-lambda-ric ${RUNTIME_CLIENT_VERSION}`, { skip, timeout: PATIENCE_MS }, () => {
  let gateway;
  let startEnvironment;
  let daemon;

  before(async () => {
    const { startEnvironment: start } = await load('test/runtime-client/environment.ts');
    daemon = await startDaemon();
    startEnvironment = (concurrency) => start({ client, gateway, concurrency, variables: { AWS_XRAY_DAEMON_ADDRESS: daemon.address } });
    const { startGateway } = await load('test/gateway/support/gateway.ts');
    const { default: { InferenceTarget } } = await load('src/index.ts');
    const target = (name, more) => InferenceTarget.crossRegion(SONNET, { name, ...more });
    gateway = await startGateway({
      routes: {
        sonnet: { targets: [target('first')], fallbacks: [{ targets: [target('second', { region: 'us-west-2' })] }] },
        // Targets of their own: what breaks on one route keeps no other from its first target.
        throttled: { targets: [target('throttled-first')], fallbacks: [{ targets: [target('throttled-second', { region: 'us-west-2' })] }] },
        torn: { targets: [InferenceTarget.crossRegion('eu.anthropic.claude-sonnet-4-6', { name: 'torn', region: 'eu-west-1' })] },
        ...Object.fromEntries(BREAKS.map((kind) => [`broken-${kind}`, { targets: [target(`broken-${kind}`)] }])),
      },
      tenants: { a: {}, b: {}, c: {}, limited: { quota: { requestsPerMinute: LIMIT } } },
      tracing: true,
    });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  after(async () => {
    await gateway?.close();
    daemon?.close();
  });

  const converse = (tenant, question = QUESTION, route = 'sonnet') => ({
    tenant, path: `/model/${route}/converse`, body: { messages: [{ role: 'user', content: [{ text: question }] }], inferenceConfig: { maxTokens: 64 } },
  });
  const chat = (tenant, question = QUESTION, route = 'sonnet') => ({
    tenant, path: '/v1/chat/completions', body: { model: route, stream: true, max_tokens: 64, messages: [{ role: 'user', content: question }] },
  });
  const textOf = (body) => JSON.parse(body).output.message.content[0].text;
  const eventsOf = (body) => body.split('\n\n').filter((event) => event !== '').map((event) => event.replace(/^(event: \w+\n)?data: /, ''));
  const spokenIn = (body) => eventsOf(body).filter((event) => event.startsWith('{')).map((event) => JSON.parse(event).choices?.[0]?.delta.content ?? '').join('');
  const goesOn = async (environment, options) => {
    const response = await environment.send(converse('a'), options);
    assert.equal(response.metadata.statusCode, 200);
    assert.notEqual(textOf(await response.rest()), '');
  };
  const until = async (met) => {
    while (!met()) await new Promise((again) => setTimeout(again, 5));
  };

  describe('one request after the other', () => {
    let environment;
    before(async () => { environment = await startEnvironment(); });
    after(() => environment?.close());
    const settled = () => environment.settled();

    test('answers, streams even that, and is settled and logged before the next event is asked for', async () => {
      const response = await environment.send(converse('a'));
      assert.equal(response.metadata.statusCode, 200);
      assert.equal(response.contentType, 'application/vnd.awslambda.http-integration-response');
      const text = textOf(await response.rest());
      assert.equal(response.failure(), undefined);
      assert.equal(text, gateway.cloud.bedrock.records.at(-1).output.outputBodyJson.output.message.content[0].text);
      await settled();
      const { 'x-inference-request-id': requestId } = response.metadata.headers;
      const record = environment.decisions().find((decision) => decision.requestId === requestId);
      assert.deepEqual([record.tenant, record.outcome, record.target], ['a', 'success', 'first']);
      assert.ok(record.settledTokens > 0);
    });

    test('streams while the model still speaks', async () => {
      gateway.cloud.bedrock.setBehaviour({ interTokenMs: 20 });
      const response = await environment.send(chat('a'));
      assert.match(response.metadata.headers['content-type'], /^text\/event-stream/);
      let [read, whileSpeaking] = ['', 0];
      for await (const piece of response.pieces) {
        read += piece;
        if (gateway.cloud.bedrock.running > 0) whileSpeaking += 1;
      }
      assert.ok(whileSpeaking > 5, `of the pieces of the answer only ${whileSpeaking} came before the model had ended`);
      assert.equal(eventsOf(read).at(-1), '[DONE]');
      assert.equal(response.failure(), undefined);
      assert.equal(spokenIn(read).split(' ').length, 24);
    });

    for (const kind of BREAKS) {
      test(`a stream that breaks off (${kind}) ends in an error of its API and never as a success`, async () => {
        gateway.cloud.bedrock.addFault({ match: {}, fault: { kind, afterEvents: 8 } });
        const response = await environment.send(chat('a', QUESTION, `broken-${kind}`));
        const read = await response.rest();
        const events = eventsOf(read);
        assert.notEqual(spokenIn(read), '');
        assert.match(events.at(-1), /^\{"error":/);
        assert.ok(!events.includes('[DONE]') && !/"finish_reason":"/.test(read), read);
        // Lambda itself has delivered everything there was.
        assert.equal(response.failure(), undefined);
        await settled();
        assert.equal(environment.decisions().at(-1).outcome, 'brokenStream');
      });
    }

    test('an error before the first byte is in the trailers, and the environment goes on', async () => {
      const { text, failure } = await environment.invoke({ not: 'an event of API Gateway' });
      assert.equal(text, '');
      assert.equal(failure.errorType, 'TypeError');
      assert.match(failure.errorMessage, /^not an event of an API Gateway REST API/);
      await goesOn(environment);
    });

    test('a caller who leaves in the middle ends the call of the model, and the environment goes on', async () => {
      gateway.cloud.bedrock.setBehaviour({ interTokenMs: 20 });
      const response = await environment.send(chat('a'));
      await response.leave();
      await settled();
      await until(() => gateway.cloud.bedrock.running === 0);
      assert.equal(gateway.cloud.bedrock.attempts.at(-1).outcome, 'cancelled');
      assert.equal(environment.decisions().at(-1).outcome, 'callerLeft');
      await goesOn(environment);
    });

    for (const [what, call, status] of [
      ['a route that is not there', () => converse('a', QUESTION, 'nowhere'), 404],
      ['no key', () => converse(undefined), 401],
      ['a body that is none', () => ({ ...converse('a'), body: { messages: 'none' } }), 400],
    ]) {
      test(`refuses ${what} with ${status} and no trailers`, async () => {
        const response = await environment.send(call());
        const { message } = JSON.parse(await response.rest());
        assert.equal(response.metadata.statusCode, status);
        assert.equal(typeof message, 'string');
        assert.equal(response.failure(), undefined);
      });
    }

    test('a throttled target is left for the next one, plain and streamed', async () => {
      gateway.cloud.bedrock.addFault({ match: { region: 'us-east-1' }, fault: { kind: 'throttle', dimension: 'tokensPerMinute' } });
      for (const call of [converse('a', QUESTION, 'throttled'), chat('a', QUESTION, 'throttled')]) {
        const response = await environment.send(call);
        assert.equal(response.metadata.statusCode, 200);
        await response.rest();
        assert.equal(response.failure(), undefined);
        await settled();
        assert.equal(environment.decisions().at(-1).target, 'throttled-second');
      }
      assert.deepEqual(environment.decisions().at(-2).attempts.map(({ outcome }) => outcome), ['throttledPerMinute', 'answered']);
    });

    test('traces the request in hand', async () => {
      await goesOn(environment, { traceId: headerOf(traceIdOf(1)) });
      const [segment] = await daemon.received(1);
      assert.deepEqual([segment.trace_id, segment.name, segment.annotations.tenant], [traceIdOf(1), 'BedrockRuntime', 'a']);
    });
  });

  describe('many at once, in two worker threads', () => {
    const WORKERS = 2;
    let environment;
    before(async () => { environment = await startEnvironment({ requests: 64, workers: WORKERS }); });
    after(() => environment?.close());

    const all = (calls) => Promise.all(calls.map(async ({ options, ...call }) => {
      const response = await environment.send(call, options);
      return { call, ...response.metadata, body: await response.rest(), failure: response.failure() };
    }));
    const logged = (count) => until(() => environment.decisions().length >= count);
    /** What the model said to each question, by its own log. */
    const saidTo = () => new Map(gateway.cloud.bedrock.records.map(({ input, output }) =>
      [input.inputBodyJson.messages.at(-1).content[0].text, output.outputBodyJson.output?.message.content[0].text]));

    test('300 requests of three tenants: nobody gets the answer of another, and every record is that of its request', async () => {
      const before = environment.decisions().length;
      gateway.cloud.bedrock.setBehaviour({ timeToFirstTokenMs: 30 });
      let most = 0;
      const watch = setInterval(() => { most = Math.max(most, gateway.cloud.bedrock.running); }, 1);
      const answers = await all(Array.from({ length: 300 }, (_, index) => converse('abc'[index % 3], `Question ${index}?`)));
      clearInterval(watch);
      assert.ok(most > WORKERS, `at most ${most} calls ran at the same time`);
      const said = saidTo();
      for (const { call, statusCode, body, failure } of answers) {
        const [{ text: question }] = call.body.messages[0].content;
        assert.deepEqual([statusCode, failure], [200, undefined]);
        assert.equal(textOf(body), said.get(question));
      }
      assert.equal(new Set(answers.map(({ body }) => textOf(body))).size, 300);

      await logged(before + 300);
      const records = new Map(environment.decisions().map((record) => [record.requestId, record]));
      for (const { call, headers, body } of answers) {
        const record = records.get(headers['x-inference-request-id']);
        assert.deepEqual([record.tenant, record.route, record.outcome], [call.tenant, 'sonnet', 'success']);
        assert.deepEqual([record.usage.inputTokens, record.attempts.length], [JSON.parse(body).usage.inputTokens, 1]);
      }
      // Every line is whole: what two threads write at the same time is not mixed.
      for (const line of environment.lines()) assert.doesNotThrow(() => JSON.parse(line), line);
    });

    test(`of 200 requests of a tenant with ${LIMIT} a minute never more than ${LIMIT} are served, and no fewer`, async () => {
      const served = gateway.cloud.bedrock.attempts.length;
      const answers = [];
      for (let wave = 0; wave < 5; wave++) answers.push(...await all(Array.from({ length: 40 }, (_, index) => converse('limited', `Question ${wave} ${index}?`))));
      const count = (status) => answers.filter(({ statusCode }) => statusCode === status).length;
      assert.ok(count(200) <= LIMIT, `${count(200)} were served`);
      assert.equal(gateway.cloud.bedrock.attempts.length - served, count(200));
      // On a busy machine the emulator of the table answers some too late: each of those has taken one of the limit at most.
      assert.ok(count(200) + count(503) >= LIMIT, `only ${count(200)} were served, and ${count(503)} had no answer of the table`);
      assert.equal(count(200) + count(429) + count(503), 200);
      assert.ok(answers.every(({ statusCode, headers }) => statusCode !== 429 || Number(headers['retry-after']) > 0));
    });

    test('60 streams at once: each is whole and its own, while one that breaks harms no other', async () => {
      gateway.cloud.bedrock.setBehaviour({ interTokenMs: 10 });
      gateway.cloud.bedrock.addFault({ match: { region: 'eu-west-1' }, fault: { kind: 'cut', afterEvents: 8 } });
      let [most, mostSent, sending] = [0, 0, 0];
      const watch = setInterval(() => { most = Math.max(most, gateway.cloud.bedrock.running); }, 1);
      const answers = await Promise.all(Array.from({ length: 60 }, async (_, index) => {
        const response = await environment.send(chat('abc'[index % 3], `Question ${index}?`, index % 10 === 0 ? 'torn' : 'sonnet'));
        sending += 1;
        mostSent = Math.max(mostSent, sending);
        const body = await response.rest();
        sending -= 1;
        return { index, body, failure: response.failure() };
      }));
      clearInterval(watch);
      assert.ok(most > 30, `at most ${most} streams ran at the same time`);
      // Of this version of the client, not of the gateway: it has one connection for the responses of a worker thread, so that the
      // next one is sent when the one before has ended. Decision 0031 says what follows from it.
      assert.ok(mostSent <= WORKERS, `${mostSent} responses were sent at the same time: the client has learned to, and the documentation has to say so`);
      const torn = answers.filter(({ index }) => index % 10 === 0);
      for (const { body } of torn) assert.match(eventsOf(body).at(-1), /^\{"error":/);
      const whole = answers.filter(({ index }) => index % 10 !== 0);
      for (const { body, failure } of whole) {
        assert.equal(failure, undefined);
        assert.equal(eventsOf(body).at(-1), '[DONE]');
        assert.equal(spokenIn(body).split(' ').length, 24);
      }
      assert.equal(new Set(whole.map(({ body }) => spokenIn(body))).size, whole.length);
    });

    test('callers who leave in the middle take nobody with them', async () => {
      gateway.cloud.bedrock.setBehaviour({ interTokenMs: 10 });
      const answers = await Promise.all(Array.from({ length: 40 }, async (_, index) => {
        const response = await environment.send(chat('abc'[index % 3], `Question ${index}?`));
        if (index % 4 === 0) return response.leave();
        return { body: await response.rest(), failure: response.failure() };
      }));
      const stayed = answers.filter((answer) => answer !== undefined);
      assert.deepEqual(stayed.map(({ body, failure }) => [eventsOf(body).at(-1), failure]), Array(30).fill(['[DONE]', undefined]));
      await environment.settled();
      await until(() => gateway.cloud.bedrock.running === 0);
      await goesOn(environment);
    });

    test('each of 50 requests is traced where it belongs', async () => {
      gateway.cloud.bedrock.setBehaviour({ timeToFirstTokenMs: 20 });
      // Told apart by how long the questions are.
      const calls = Array.from({ length: 50 }, (_, index) => ({ ...converse('a', 'Why? '.repeat(index + 1)), options: { traceId: headerOf(traceIdOf(index)) } }));
      const answers = await all(calls);
      const tokensOf = new Map((await daemon.received(50)).map(({ trace_id: id, metadata }) => [id, metadata.gen_ai['gen_ai.usage.input_tokens']]));
      for (const [index, { body }] of answers.entries()) assert.equal(tokensOf.get(traceIdOf(index)), JSON.parse(body).usage.inputTokens);
      assert.equal(new Set(tokensOf.values()).size, 50);
    });
  });
});

/** As X-Ray writes it. */
function traceIdOf(number) {
  return `1-5759e988-${String(number).padStart(24, '0')}`;
}

function headerOf(traceId) {
  return `Root=${traceId};Parent=53995c3f42cd8ad8;Sampled=1`;
}

/** X-Ray's daemon, as far as it receives. */
async function startDaemon() {
  const segments = [];
  let heard = () => undefined;
  const socket = createSocket('udp4');
  socket.on('message', (message) => {
    segments.push(JSON.parse(String(message).split('\n')[1]));
    heard();
  });
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    /** Takes so many as soon as they are there. */
    async received(count) {
      while (segments.length < count) await new Promise((resolve) => { heard = resolve; });
      return segments.splice(0);
    },
    close: () => socket.close(),
  };
}
