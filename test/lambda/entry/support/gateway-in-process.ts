import { AwsResponse, AwsTransport } from '../../../../lambda/adapters/aws/aws-transport';
import { createBedrockClient } from '../../../../lambda/adapters/bedrock/bedrock-client';
import { encodeText } from '../../../../lambda/adapters/bedrock/encode-event';
import { createCredentialAuthenticator } from '../../../../lambda/adapters/identity/credential-authenticator';
import { createMemoryHealthStore } from '../../../../lambda/adapters/memory/memory-health-store';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { createRetryBudget } from '../../../../lambda/core/attempts/retry-budget';
import { createHealth } from '../../../../lambda/core/health/health';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { LoadedPlan } from '../../../../lambda/core/loaded-plan';
import { createObservations } from '../../../../lambda/core/observations/observations';
import { handleRequest } from '../../../../lambda/entry/handle-request';
import { HttpRequest } from '../../../../lambda/surfaces/surface';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { overridesOf } from '../../../support/core/overrides';
import { routeOf, targetOf, TENANT } from '../../../support/core/plans';
import { priceOf } from '../../../support/core/prices';
import { VirtualClock } from '../../../support/virtual-clock';

/** What Bedrock says to a call: for a streamed one, the pieces in which it comes. */
export interface Upstream {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pieces: readonly Uint8Array[];
}

export interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The response has an end. */
  readonly ended: boolean;
  /** The paths of the calls that were made. */
  readonly calls: readonly string[];
  /** Faults of the gateway itself. */
  readonly faults: readonly unknown[];
  /** Whether the ledger of the tenant was ever written. */
  readonly counted: boolean;
}

const KEY = 'cri_good';
const PLENTY = 1_000_000_000;

const PRICE = priceOf(3, 15);

const route = (target: string) => routeOf({ tiers: [{ strategy: { kind: 'ordered' }, members: [{ target, weight: 1 }] }], maxAttempts: 1, maxTokensCeiling: 5_000, affinity: { kind: 'conversation' } });

/** One tenant with plenty of quota, and a route for each family that the surfaces know. */
const PLAN: LoadedPlan = {
  routes: new Map([['claude-sonnet', route('claude')], ['nova', route('nova')], ['vectors', route('vectors')]]),
  targets: new Map([
    ['claude', targetOf('claude', { foundationModel: 'anthropic.claude-sonnet-4-6', price: PRICE })],
    ['nova', targetOf('nova', { foundationModel: 'amazon.nova-lite-v1:0', price: PRICE })],
    ['vectors', targetOf('vectors', { foundationModel: 'amazon.titan-embed-text-v2:0', price: PRICE })],
  ]),
  tenants: new Map([[TENANT, {
    quota: { requestsPerMinute: 10_000, quotaTokensPerMinute: PLENTY, usdPerDay: 1_000 }, routes: ['claude-sonnet', 'nova', 'vectors'], onLedgerFailure: 'failClosed',
  }]]),
  routesByModel: new Map(),
};

/** The way of one request through everything but AWS and HTTP, from bytes to bytes. */
export async function exchange(request: Omit<HttpRequest, 'method'> & { readonly method?: string }, upstream: (path: string) => Upstream): Promise<Exchange> {
  const clock = new VirtualClock();
  const calls: string[] = [];
  const faults: unknown[] = [];
  const store = createMemoryLedgerStore();
  const written: Uint8Array[] = [];
  let head = { status: 0, headers: {} as Readonly<Record<string, string>> };
  let ended = false;
  await clock.run(handleRequest({
    plan: PLAN,
    overrides: overridesOf(PLAN, clock.now),
    models: createBedrockClient(transportOf(upstream, calls), clock),
    encodeText,
    retryBudget: createRetryBudget(),
    hedgeBudget: createRetryBudget(),
    observations: createObservations(clock.now),
    health: createHealth({ store: createMemoryHealthStore(), now: clock.now, random: () => 0.5 }),
    ledger: createLedger(store, clock.now),
    localLedger: createLedger(createMemoryLedgerStore(), clock.now),
    authenticator: createCredentialAuthenticator([
      { name: 'API key', form: 'a bearer token', directory: { find: async (key) => (key === KEY ? { tenant: TENANT, keyId: 'k' } : undefined) } },
    ], new Set([TENANT])),
    clock,
    random: () => 0.5,
    record: () => undefined,
    reportFault: (_requestId, error) => { faults.push(error); },
  }, { method: 'POST', ...request, headers: { authorization: `Bearer ${KEY}`, ...request.headers } }, {
    requestId: 'request-1', arrivedAt: clock.now(), latestEnd: clock.now() + 20_000, maxSilenceMs: Infinity, front: {},
  }, {
    callerLeft: new AbortController().signal,
    async begin(given) {
      head = given;
      return { write: async (bytes) => { written.push(bytes); }, end: async () => { ended = true; } };
    },
    async answer(given, body) {
      head = given;
      written.push(body);
      ended = true;
    },
    giveUp: () => undefined,
    close: () => undefined,
  }));
  return { ...head, body: Buffer.concat(written), ended, calls, faults, counted: store.item(tenantLedgerKey(TENANT)) !== undefined };
}

function transportOf(upstream: (path: string) => Upstream, calls: string[]): AwsTransport {
  const called = (path: string): AwsResponse & { readonly pieces: readonly Uint8Array[] } => {
    calls.push(path);
    const { headers = {}, pieces, status = 200 } = upstream(path);
    return { status, headers, pieces, body: Buffer.concat(pieces) };
  };
  return {
    post: async ({ path }) => called(path),
    async open({ path }) {
      const { body, headers, pieces, status } = called(path);
      return {
        status,
        headers,
        read: async () => body,
        pieces() {
          const left = pieces.values();
          return { next: async () => left.next() as IteratorResult<Uint8Array, undefined> };
        },
        destroy: () => undefined,
      };
    },
    close: () => undefined,
  };
}
