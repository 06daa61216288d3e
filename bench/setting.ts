import { Plan, PLAN_VERSION } from '../src/contract/plan';

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

export const MODEL_ID = 'eu.anthropic.claude-sonnet-4-6';

/** Not limited: the gateway makes no call to the table for a request. */
export const FREE_TENANT = 'without-quota';

/** Limited, so high that nothing is refused: every request is admitted by a conditional write. */
export const LIMITED_TENANT = 'with-quota';

const TARGET = 'benchmark-target';

/** One route to one target: what is measured is the way through the gateway, not failover. */
export const PLAN: Plan = {
  version: PLAN_VERSION,
  gateway: 'benchmark',
  routes: {
    [ROUTE]: {
      tiers: [{ strategy: { kind: 'ordered' }, members: [{ target: TARGET, weight: 1 }] }],
      defaultMaxTokens: 512,
      maxTokensCeiling: 4_096,
      deadlineMs: 60_000,
      maxAttempts: 1,
      firstTokenTimeoutMs: 20_000,
      idleTimeoutMs: 20_000,
      midStream: 'failClean',
    },
  },
  targets: { [TARGET]: { modelId: MODEL_ID, region: REGION, shard: 'home', burndown: 5, acceptsPrefill: false } },
  auth: { kind: 'credentials', accepts: [{ kind: 'apiKey' }] },
  tenants: {
    [FREE_TENANT]: { routes: [ROUTE], onLedgerFailure: 'failClosed' },
    [LIMITED_TENANT]: {
      routes: [ROUTE],
      onLedgerFailure: 'failClosed',
      quota: { requestsPerMinute: 100_000_000, quotaTokensPerMinute: 1_000_000_000_000 },
    },
  },
};
