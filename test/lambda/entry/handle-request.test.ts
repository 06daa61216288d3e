import { Writable } from 'node:stream';
import { createResponder, Responder } from '../../../lambda/adapters/apigateway/respond';
import { encodeText } from '../../../lambda/adapters/bedrock/encode-event';
import { createCredentialAuthenticator } from '../../../lambda/adapters/identity/credential-authenticator';
import { createMemoryHealthStore } from '../../../lambda/adapters/memory/memory-health-store';
import { createMemoryLedgerStore } from '../../../lambda/adapters/memory/memory-ledger-store';
import { createRetryBudget } from '../../../lambda/core/attempts/retry-budget';
import { ConverseEvent } from '../../../lambda/core/converse';
import { DecisionRecord } from '../../../lambda/core/decision-record';
import { createHealth } from '../../../lambda/core/health/health';
import { createLedger } from '../../../lambda/core/ledger/ledger';
import { createObservations } from '../../../lambda/core/observations/observations';
import { KeyDirectory, ModelClient } from '../../../lambda/core/ports';
import { handleRequest } from '../../../lambda/entry/handle-request';
import { Override } from '../../../src/contract/overrides';
import { tenantLedgerKey } from '../../../src/contract/table';
import { content, messageStart, messageStop, metadata, usageOf } from '../../support/core/events';
import { overridesOf } from '../../support/core/overrides';
import { planOf, TENANT } from '../../support/core/plans';
import { VirtualClock } from '../../support/virtual-clock';

const SECRET = 'my secret prompt';
const KEYS: KeyDirectory = { find: async (key) => (key === 'cri_good' ? { tenant: TENANT, keyId: 'k' } : undefined) };

/** Collects a response; `leaveAfter` bytes the caller is gone. */
function responderFor(leaveAfter = Infinity) {
  const left = new AbortController();
  const chunks: Uint8Array[] = [];
  const seen: { status?: number; headers?: Readonly<Record<string, string>>; ended: boolean } = { ended: false };
  const write = async (bytes: Uint8Array) => {
    if (left.signal.aborted) throw left.signal.reason;
    chunks.push(bytes);
    if (Buffer.concat(chunks).length >= leaveAfter) left.abort(new Error('gone'));
    if (left.signal.aborted) throw left.signal.reason;
  };
  const responder: Responder = {
    callerLeft: left.signal,
    async begin({ status, headers }) {
      Object.assign(seen, { status, headers });
      return { write, end: async () => { seen.ended = true; } };
    },
    async answer({ status, headers }, body) {
      Object.assign(seen, { status, headers, ended: true });
      chunks.push(body);
    },
    giveUp: () => left.abort(new Error('given up')),
    close: () => undefined,
  };
  return { responder, seen, text: () => Buffer.concat(chunks).toString('utf8') };
}

function gateway(models: Partial<ModelClient>, overridden: readonly Override[] = []) {
  const clock = new VirtualClock();
  const records: DecisionRecord[] = [];
  const faults: unknown[] = [];
  const store = createMemoryLedgerStore();
  const plan = planOf();
  const tools = {
    plan,
    overrides: overridesOf(plan, clock.now, overridden),
    models: models as ModelClient,
    encodeText,
    retryBudget: createRetryBudget(),
    hedgeBudget: createRetryBudget(),
    observations: createObservations(clock.now),
    health: createHealth({ store: createMemoryHealthStore(), now: clock.now, random: () => 0.5 }),
    ledger: createLedger(store, clock.now),
    localLedger: createLedger(createMemoryLedgerStore(), clock.now),
    authenticator: createCredentialAuthenticator([{ name: 'API key', form: 'a bearer token', directory: KEYS }], new Set([TENANT])),
    clock,
    random: () => 0.5,
    record: (record: DecisionRecord) => { records.push(record); },
    reportFault: (_requestId: string, error: unknown) => { faults.push(error); },
  };
  const start = ({ responder }: { readonly responder: Responder }, body: unknown, path = '/v1/chat/completions', key = 'cri_good') => {
    const request = {
      method: path === '/v1/models' ? 'GET' : 'POST', path, headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body) ?? ''),
    };
    return handleRequest(tools, request, { requestId: 'r-1', arrivedAt: clock.now(), latestEnd: clock.now() + LATEST_END_MS, maxSilenceMs: Infinity, front: {} }, responder);
  };
  const ask = (...asked: Parameters<typeof start>) => clock.run(start(...asked));
  return { ask, start, clock, records, faults, store };
}

/** Before the deadline of the route. */
const LATEST_END_MS = 5_000;

/** A caller that keeps its connection and takes nothing. */
function stalledReader() {
  const stream = new Writable({ highWaterMark: 10, write: () => undefined });
  return { stream, responder: createResponder(stream, () => stream) };
}

const streaming = (...events: readonly ConverseEvent[]): Partial<ModelClient> => ({
  async stream() {
    return (async function* () {
      yield* events;
    })();
  },
});

const CHAT = { model: 'claude-sonnet', messages: [{ role: 'user', content: SECRET }] };

describe('a request from its bytes to its response', () => {
  test('a fault of the gateway itself is reported inside and says nothing to the caller; what was reserved is given back', async () => {
    const { ask, faults, records, store } = gateway({ complete: async () => { throw new TypeError(`cannot read ${SECRET}`); } });
    const collected = responderFor();
    await ask(collected, CHAT);
    expect(collected.seen).toMatchObject({ status: 500, ended: true, headers: { 'x-inference-request-id': 'r-1' } });
    expect(collected.text()).not.toContain('secret');
    expect(faults).toHaveLength(1);
    expect(records).toEqual([expect.objectContaining({ outcome: 'failed', reason: 'internal' })]);
    expect(store.item(tenantLedgerKey(TENANT))?.total).toEqual({ requests: 0, tokens: 0 });
  });

  test('an answer that this surface cannot show is an error to the caller, and is settled all the same', async () => {
    const usage = { inputTokens: 1, outputTokens: 1, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
    const { ask, records } = gateway({ complete: async () => ({ body: Buffer.from('{"output":{"message":7}}'), usage, stopReason: 'end_turn' }) });
    const collected = responderFor();
    await ask(collected, CHAT);
    expect(collected.seen.status).toBe(424);
    expect(records).toEqual([expect.objectContaining({ outcome: 'failed', reason: 'modelFailed', settledTokens: 6 })]);
  });

  test('a caller who leaves in the middle of a stream ends it: nothing more is written, the upstream is let go, the rest is settled', async () => {
    let released = false;
    const { ask, records } = gateway({
      async stream() {
        return (async function* () {
          try {
            yield messageStart();
            for (let index = 0; index < 1_000; index++) yield content(`word ${index} `);
            yield messageStop();
            yield metadata();
          } finally {
            released = true;
          }
        })();
      },
    });
    const collected = responderFor(2_000);
    await ask(collected, { ...CHAT, stream: true });
    expect(collected.text().length).toBeLessThan(3_000);
    expect(collected.text()).not.toContain('[DONE]');
    expect(released).toBe(true);
    expect(records).toEqual([expect.objectContaining({ outcome: 'callerLeft', settledByEstimate: true })]);
  });

  test('a stream that ends in a failure of the model says so in its own form and has no terminator; what it used is charged exactly', async () => {
    const stop = { ...messageStop(), payload: Buffer.from('{"stopReason":"malformed_tool_use"}') };
    const { ask, records } = gateway(streaming(messageStart(), content('half a call'), stop, metadata({ inputTokens: 10, outputTokens: 2 })));
    const collected = responderFor();
    await ask(collected, { ...CHAT, stream: true });
    expect(collected.text()).toContain('"code":"model_error"');
    expect(collected.text()).not.toContain('"finish_reason":"');
    expect(collected.text()).not.toContain('[DONE]');
    expect(collected.seen.ended).toBe(true);
    expect(records).toEqual([expect.objectContaining({
      outcome: 'brokenStream', reason: 'modelFailed', settledTokens: 20, usage: usageOf({ inputTokens: 10, outputTokens: 2 }),
    })]);
  });

  test('an event that this surface cannot show breaks the stream, lets go of the upstream and is recorded so, with what was used', async () => {
    const broken = { ...content('lost'), payload: Buffer.from('not JSON') };
    const { ask, records, faults } = gateway(streaming(messageStart(), content('Hi'), broken, content('never read'), messageStop(), metadata()));
    const collected = responderFor();
    await ask(collected, { ...CHAT, stream: true });
    expect(collected.text()).toContain('"code":"stream_interrupted"');
    expect(collected.text()).not.toContain('never read');
    expect(faults).toEqual([]);
    expect(records).toEqual([expect.objectContaining({ outcome: 'brokenStream', reason: 'brokenStream', settledByEstimate: true })]);
    expect(records[0]!.settledTokens).toBeGreaterThan(0);
  });

  test('a stream without usage has no chunk of usage', async () => {
    const { ask, records } = gateway(streaming(messageStart(), content('Hi'), messageStop()));
    const collected = responderFor();
    await ask(collected, { ...CHAT, stream: true, stream_options: { include_usage: true } });
    expect(collected.text()).toContain('[DONE]');
    expect(collected.text()).not.toContain('prompt_tokens');
    expect(records).toEqual([expect.objectContaining({ outcome: 'success', settledByEstimate: true })]);
  });

  test('an error that reaches nobody, because the caller has just left, ends the request without a fault', async () => {
    const { ask, faults } = gateway({});
    const collected = responderFor();
    const left = new AbortController();
    const answer = async () => {
      left.abort(new Error('gone'));
      throw left.signal.reason;
    };
    await ask({ ...collected, responder: { ...collected.responder, callerLeft: left.signal, answer } }, CHAT, '/v1/chat/completions', 'cri_bad');
    expect(faults).toEqual([]);
  });

  test('an error that cannot be written is a fault of the gateway, and ends the request', async () => {
    const { ask, faults, records } = gateway({ complete: async () => { throw new TypeError('first'); } });
    const collected = responderFor();
    const answer = async () => { throw new TypeError('second'); };
    await ask({ ...collected, responder: { ...collected.responder, answer } }, CHAT);
    expect(faults).toEqual([new TypeError('first'), new TypeError('second')]);
    expect(records).toEqual([expect.objectContaining({ outcome: 'failed', reason: 'internal' })]);
  });

  test.each([
    ['OpenAI', '/v1/chat/completions', { ...CHAT, stream: true }, { 'x-request-id': 'r-1', 'content-type': 'text/event-stream; charset=utf-8' }],
    [
      'Bedrock', '/model/claude-sonnet/converse-stream', { messages: [{ role: 'user', content: [{ text: SECRET }] }] },
      { 'x-amzn-requestid': 'r-1', 'content-type': 'application/vnd.amazon.eventstream' },
    ],
  ])('a stream of the %s API has the headers of that API and those of the gateway', async (_api, path, body, headers) => {
    const collected = responderFor();
    await gateway(streaming(messageStart(), content('Hi'), messageStop(), metadata())).ask(collected, body, path);
    expect(collected.seen.headers).toMatchObject({ ...headers, 'cache-control': 'no-cache', 'x-inference-request-id': 'r-1', 'x-inference-target': 'first' });
  });

  test('whoever is not known gets no further than that', async () => {
    const { ask, records } = gateway({});
    const collected = responderFor();
    await ask(collected, CHAT, '/v1/chat/completions', 'cri_bad');
    expect(collected.seen.status).toBe(401);
    expect(records).toEqual([]);
  });
});

describe('a caller that keeps its connection and does not read', () => {
  const usage = usageOf({ inputTokens: 10, outputTokens: 2 });
  const answer = { body: Buffer.from(JSON.stringify({ output: { message: { content: [{ text: 'Hi' }] } } })), usage, stopReason: 'end_turn' };
  const noTimerIsLeft = async (clock: VirtualClock) => {
    const before = clock.now();
    await expect(clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
    expect(clock.now()).toBe(before);
  };

  test('in the middle of a stream is given up at the end: the upstream is let go, and the request settled and recorded', async () => {
    let signal: AbortSignal | undefined;
    const { ask, clock, records, faults } = gateway({
      async stream(call) {
        signal = call.signal;
        return (async function* () {
          yield messageStart();
          for (;;) yield content('and on ');
        })();
      },
    });
    const { responder, stream } = stalledReader();
    await ask({ responder }, { ...CHAT, stream: true });
    expect(signal!.aborted).toBe(true);
    expect(stream.destroyed).toBe(true);
    expect(faults).toEqual([]);
    expect(records).toEqual([expect.objectContaining({ outcome: 'callerLeft', settledByEstimate: true })]);
    await noTimerIsLeft(clock);
  });

  test('at the end of a stream is no success, and is charged what it has used', async () => {
    const { ask, records } = gateway(streaming(messageStart(), content('Hi'), messageStop(), metadata({ inputTokens: 10, outputTokens: 2 })));
    const stream = new Writable({ highWaterMark: 1_000_000, write: () => undefined });
    await ask({ responder: createResponder(stream, () => stream) }, { ...CHAT, stream: true });
    expect(records).toEqual([expect.objectContaining({ outcome: 'callerLeft', settledTokens: 20 })]);
  });

  test('of a whole answer does not hold up the settlement, which is made once, and is recorded as left', async () => {
    const { start, clock, records, store } = gateway({ complete: async () => answer });
    const write = jest.spyOn(store, 'write');
    const { responder } = stalledReader();
    const handling = start({ responder }, CHAT);
    await clock.advance(100);
    expect(store.item(tenantLedgerKey(TENANT))?.total).toEqual({ requests: 1, tokens: 20 });
    expect(records).toEqual([]);
    await clock.run(handling);
    expect(write).toHaveBeenCalledTimes(2);
    expect(store.item(tenantLedgerKey(TENANT))?.total).toEqual({ requests: 1, tokens: 20 });
    expect(records).toEqual([expect.objectContaining({ outcome: 'callerLeft', settledTokens: 20 })]);
    await noTimerIsLeft(clock);
  });

  test('of an error ends the request too', async () => {
    const { ask, clock, faults } = gateway({});
    await ask(stalledReader(), CHAT, '/v1/chat/completions', 'cri_bad');
    expect(faults).toEqual([]);
    await noTimerIsLeft(clock);
  });
});

test('an error that is due at the end itself still reaches a caller who reads, and no timer is left', async () => {
  const untilCancelled: ModelClient['complete'] = ({ signal }) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const { ask, clock, records } = gateway({ complete: untilCancelled });
  const collected = responderFor();
  const arrived = clock.now();
  await ask(collected, CHAT);
  expect(collected.seen).toMatchObject({ status: 504, ended: true });
  expect(records).toEqual([expect.objectContaining({ outcome: 'failed', reason: 'timedOut' })]);
  expect(clock.now()).toBe(arrived + LATEST_END_MS);
  await expect(clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
  expect(clock.now()).toBe(arrived + LATEST_END_MS);
});

describe('what operators have switched off', () => {
  const ROUTE_OFF: Override = { kind: 'route', name: 'claude-sonnet', effect: 'disabled' };
  const TENANT_OFF: Override = { kind: 'tenant', name: TENANT, effect: 'disabled' };

  test('a model is not listed, and whoever asks for it is told so and not to repeat it', async () => {
    const { ask, records, store } = gateway({}, [ROUTE_OFF]);
    const listed = responderFor();
    await ask(listed, undefined, '/v1/models');
    expect(JSON.parse(listed.text())).toEqual({ object: 'list', data: [] });

    const refused = responderFor();
    await ask(refused, CHAT);
    expect(refused.seen).toMatchObject({ status: 503, headers: { 'x-should-retry': 'false' } });
    expect(refused.seen.headers).not.toHaveProperty('retry-after');
    expect(refused.text()).toContain('switched off by the operator');
    expect(records).toEqual([expect.objectContaining({ outcome: 'rejected', overrides: ['routeDisabled'] })]);
    expect(store.item(tenantLedgerKey(TENANT))).toBeUndefined();
  });

  test('a tenant is refused, for a list of models too', async () => {
    const { ask } = gateway({}, [TENANT_OFF]);
    for (const path of ['/v1/models', '/v1/chat/completions']) {
      const refused = responderFor();
      await ask(refused, CHAT, path);
      expect(refused.seen.status).toBe(403);
      expect(refused.text()).toContain(`tenant ${TENANT} is switched off`);
    }
  });

  test('says nothing to whoever has no key', async () => {
    const { ask } = gateway({}, [ROUTE_OFF]);
    const refused = responderFor();
    await ask(refused, CHAT, '/v1/models', 'cri_bad');
    expect(refused.seen.status).toBe(401);
  });
});
