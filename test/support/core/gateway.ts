import { fakeLedger, FakeLedger, LedgerScript } from './fake-ledger';
import { Behaviour, fakeModels, FakeModels } from './fake-models';
import { overridesOf } from './overrides';
import { planOf, PlanSketch, ROUTE, TENANT } from './plans';
import { encodeText } from '../../../lambda/adapters/bedrock/encode-event';
import { createMemoryHealthStore } from '../../../lambda/adapters/memory/memory-health-store';
import { createMemoryLedgerStore } from '../../../lambda/adapters/memory/memory-ledger-store';
import { createRetryBudget, RetryBudget } from '../../../lambda/core/attempts/retry-budget';
import { ConverseBody, ConverseEvent } from '../../../lambda/core/converse';
import { DecisionRecord } from '../../../lambda/core/decision-record';
import { GatewayError, isGatewayError } from '../../../lambda/core/gateway-error';
import { createHealth, Health } from '../../../lambda/core/health/health';
import { createLedger } from '../../../lambda/core/ledger/ledger';
import { createObservations } from '../../../lambda/core/observations/observations';
import { Random } from '../../../lambda/core/ports';
import { InferenceRequest } from '../../../lambda/core/requests/inference-request';
import { serve, ServingRequest } from '../../../lambda/core/serving/serve';
import { Served } from '../../../lambda/core/serving/served';
import { Override } from '../../../src/contract/overrides';
import { seededRandom } from '../random';
import { VirtualClock } from '../virtual-clock';

/** What callers say in these tests; must never show up in a record. */
export const SECRET_TEXT = 'the launch code is 0000';

export const BODY: ConverseBody = { messages: [{ role: 'user', content: [{ text: SECRET_TEXT }] }] };

export interface GatewaySketch extends PlanSketch {
  readonly models?: { readonly [target: string]: readonly Behaviour[] };
  readonly ledger?: LedgerScript;
  readonly random?: Random;
  readonly retryBudget?: RetryBudget;
  readonly hedgeBudget?: RetryBudget;
  readonly health?: Health;
  readonly overrides?: readonly Override[];
}

export interface RequestSketch {
  readonly route?: string;
  readonly tenant?: string;
  readonly streamed?: boolean;
  readonly body?: ConverseBody;
  /** In the place of route, streamed and body. */
  readonly request?: InferenceRequest;
  readonly latestEnd?: number;
  readonly maxSilenceMs?: number;
  readonly drained?: ReadonlySet<string>;
}

/** What a reader of a stream got. */
export interface Reading {
  readonly events: readonly ConverseEvent[];
  /** What the stream threw after those events. */
  readonly error?: unknown;
}

export interface Gateway {
  readonly clock: VirtualClock;
  readonly models: FakeModels;
  readonly ledger: FakeLedger;
  readonly records: readonly DecisionRecord[];
  /** Faults of the gateway that no caller saw. */
  readonly faults: readonly unknown[];
  /** Abort it and the caller has left. */
  readonly caller: AbortController;
  /** Starts a request; time does not move. */
  start(request?: RequestSketch): Promise<Served>;
  /** A request that is answered. */
  serve(request?: RequestSketch): Promise<Served>;
  /** What a request that is not answered ends with. */
  refuse(request?: RequestSketch): Promise<unknown>;
  /** The same, when it must be a gateway error. */
  fail(request?: RequestSketch): Promise<GatewayError>;
  /** Starts to read a stream to its end; time does not move. */
  startReading(served: Served): Promise<Reading>;
  read(served: Served): Promise<Reading>;
  /** The one record there must be. */
  record(): DecisionRecord;
}

/** A gateway of fakes on a clock of its own, for one request. */
export function gatewayOf(sketch: GatewaySketch = {}): Gateway {
  const clock = new VirtualClock();
  const models = fakeModels(clock, sketch.models ?? {});
  const ledger = fakeLedger(clock, sketch.ledger);
  const records: DecisionRecord[] = [];
  const faults: unknown[] = [];
  const caller = new AbortController();
  const plan = planOf(sketch);
  const tools = {
    plan,
    overrides: overridesOf(plan, clock.now, sketch.overrides),
    models,
    encodeText,
    retryBudget: sketch.retryBudget ?? createRetryBudget(),
    hedgeBudget: sketch.hedgeBudget ?? createRetryBudget(),
    observations: createObservations(clock.now),
    health: sketch.health ?? createHealth({ store: createMemoryHealthStore(), now: clock.now, random: seededRandom(2) }),
    ledger,
    localLedger: createLedger(createMemoryLedgerStore(), clock.now),
    clock,
    random: sketch.random ?? seededRandom(1),
    record: (record: DecisionRecord) => { records.push(record); },
    reportFault: (_requestId: string, error: unknown) => { faults.push(error); },
  };

  const start = (request: RequestSketch = {}) => serve(tools, servingRequest(request, clock, caller));
  const refuse = async (request?: RequestSketch): Promise<unknown> => {
    const outcome = await clock.run(start(request).then((served) => ({ served }), (error: unknown) => ({ error })));
    if ('served' in outcome) throw new Error(`the request was answered by ${outcome.served.target}`);
    return outcome.error;
  };

  return {
    clock,
    models,
    ledger,
    records,
    faults,
    caller,
    start,
    serve: (request) => clock.run(start(request)),
    refuse,
    async fail(request) {
      const error = await refuse(request);
      if (!isGatewayError(error)) throw error;
      return error;
    },
    startReading: readAll,
    read: (served) => clock.run(readAll(served)),
    record() {
      expect(records).toHaveLength(1);
      return records[0]!;
    },
  };
}

/** The targets of the upstream calls that were made, in order. */
export function targetsCalled({ models }: Gateway): readonly string[] {
  return models.calls.map(({ target }) => target);
}

function servingRequest(sketch: RequestSketch, clock: VirtualClock, caller: AbortController): ServingRequest {
  return {
    requestId: 'request-1',
    arrivedAt: clock.now(),
    identity: { tenant: sketch.tenant ?? TENANT, keyId: 'key-1' },
    request: sketch.request ?? { kind: 'converse', route: sketch.route ?? ROUTE, streamed: sketch.streamed ?? false, body: sketch.body ?? BODY },
    latestEnd: sketch.latestEnd ?? Infinity,
    maxSilenceMs: sketch.maxSilenceMs ?? Infinity,
    callerSignal: caller.signal,
    drained: sketch.drained,
    header: () => undefined,
  };
}

async function readAll(served: Served): Promise<Reading> {
  if (served.kind !== 'stream') throw new Error('the answer is not a stream');
  const events: ConverseEvent[] = [];
  try {
    for await (const event of served.events) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}
