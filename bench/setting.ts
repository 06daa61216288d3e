import { Plan, PLAN_VERSION, RoutePlan, TargetPlan } from '../src/contract/plan';

/** What all processes of one run agree on. */

export const HOST = '127.0.0.1';

export const REGION = 'eu-central-1';

/** They sign, and open nothing: the mock upstream knows them. */
export const CREDENTIALS = {
  accessKeyId: 'ASIABENCHMARKEXAMPLE',
  secretAccessKey: 'benchmark-secret-that-opens-nothing',
  sessionToken: 'benchmark-session',
};

export const TABLE_NAME = 'benchmark-table';

export const ROUTE = 'benchmark-route';

/** The same for a model that is not Claude: Anthropic's own API is translated for it. */
export const NOVA_ROUTE = 'benchmark-nova';

/** Their first targets always fail, and the second ones answer. */
export const THROTTLED_ROUTE = 'benchmark-throttled';
export const UNAVAILABLE_ROUTE = 'benchmark-unavailable';

/** Answers 429 to everything. The models that fail have names that peers know, so that they ask for them in the same way. */
export const THROTTLED_MODEL = 'eu.anthropic.claude-opus-4-6-v1';

/** Answers 503 to everything. */
export const UNAVAILABLE_MODEL = 'eu.anthropic.claude-opus-4-7';

export const MODEL_ID = 'eu.anthropic.claude-sonnet-4-6';

/** What answers in place of the model when that fails. */
export const SECOND_MODEL_ID = 'global.anthropic.claude-sonnet-4-6';

/** Not limited: the gateway makes no call to the table for a request. */
export const FREE_TENANT = 'without-quota';

/** Limited, so high that nothing is refused: every request is admitted by a conditional write. */
export const LIMITED_TENANT = 'with-quota';

/** As many tokens as the longest stream has. */
export const MAX_TOKENS = 10_000;

const TARGET = 'benchmark-target';

const SECOND_TARGET = 'benchmark-second-target';

const THROTTLED_TARGET = 'benchmark-throttled-target';

const UNAVAILABLE_TARGET = 'benchmark-unavailable-target';

const NOVA_TARGET = 'benchmark-nova-target';

const ROUTES = [ROUTE, NOVA_ROUTE, THROTTLED_ROUTE, UNAVAILABLE_ROUTE];

/** @param targets the first one and its fallbacks */
function routeTo(...targets: readonly string[]): RoutePlan {
  return {
    tiers: targets.map((target) => ({ strategy: { kind: 'ordered' }, members: [{ target, weight: 1 }] })),
    defaultMaxTokens: 512,
    maxTokensCeiling: MAX_TOKENS,
    // The longest streams take a while on a slow machine.
    deadlineMs: 240_000,
    maxAttempts: 3,
    firstTokenTimeoutMs: 20_000,
    idleTimeoutMs: 20_000,
    midStream: 'failClean',
  };
}

function claude(modelId: string): TargetPlan {
  return { modelId, foundationModel: 'anthropic.claude-sonnet-4-6', region: REGION, shard: 'home', burndown: 5, acceptsPrefill: false };
}

/** Every route for Claude has a fallback, as the peers have it that this gateway is measured beside. */
export const PLAN: Plan = {
  version: PLAN_VERSION,
  gateway: 'benchmark',
  routes: {
    [ROUTE]: routeTo(TARGET, SECOND_TARGET),
    [NOVA_ROUTE]: routeTo(NOVA_TARGET),
    [THROTTLED_ROUTE]: routeTo(THROTTLED_TARGET, TARGET),
    [UNAVAILABLE_ROUTE]: routeTo(UNAVAILABLE_TARGET, TARGET),
  },
  targets: {
    [TARGET]: claude(MODEL_ID),
    [SECOND_TARGET]: claude(SECOND_MODEL_ID),
    [THROTTLED_TARGET]: claude(THROTTLED_MODEL),
    [UNAVAILABLE_TARGET]: claude(UNAVAILABLE_MODEL),
    [NOVA_TARGET]: {
      modelId: 'eu.amazon.nova-pro-v1:0', foundationModel: 'amazon.nova-pro-v1:0', region: REGION, shard: 'home', burndown: 1, acceptsPrefill: false,
    },
  },
  auth: { kind: 'credentials', accepts: [{ kind: 'apiKey' }] },
  tenants: {
    [FREE_TENANT]: { routes: ROUTES, onLedgerFailure: 'failClosed' },
    [LIMITED_TENANT]: {
      routes: ROUTES,
      onLedgerFailure: 'failClosed',
      quota: { requestsPerMinute: 100_000_000, quotaTokensPerMinute: 1_000_000_000_000 },
    },
  },
};
