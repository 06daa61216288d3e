import { Plan, PLAN_VERSION, RoutePlan } from '../src/contract/plan';

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

export const MODEL_ID = 'eu.anthropic.claude-sonnet-4-6';

/** Not limited: the gateway makes no call to the table for a request. */
export const FREE_TENANT = 'without-quota';

/** Limited, so high that nothing is refused: every request is admitted by a conditional write. */
export const LIMITED_TENANT = 'with-quota';

/** As many tokens as the longest stream has. */
export const MAX_TOKENS = 10_000;

const TARGET = 'benchmark-target';

const NOVA_TARGET = 'benchmark-nova-target';

const ROUTES = [ROUTE, NOVA_ROUTE];

function routeTo(target: string): RoutePlan {
  return {
    tiers: [{ strategy: { kind: 'ordered' }, members: [{ target, weight: 1 }] }],
    defaultMaxTokens: 512,
    maxTokensCeiling: MAX_TOKENS,
    // The longest streams take a while on a slow machine.
    deadlineMs: 240_000,
    maxAttempts: 1,
    firstTokenTimeoutMs: 20_000,
    idleTimeoutMs: 20_000,
    midStream: 'failClean',
  };
}

/** Each route leads to one target: what is measured is the way through the gateway, not failover. */
export const PLAN: Plan = {
  version: PLAN_VERSION,
  gateway: 'benchmark',
  routes: { [ROUTE]: routeTo(TARGET), [NOVA_ROUTE]: routeTo(NOVA_TARGET) },
  targets: {
    [TARGET]: {
      modelId: MODEL_ID, foundationModel: 'anthropic.claude-sonnet-4-6', region: REGION, shard: 'home', burndown: 5, acceptsPrefill: false,
    },
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
