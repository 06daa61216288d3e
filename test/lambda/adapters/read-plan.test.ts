import { parseGatewayName, parsePlan } from '../../../lambda/adapters/read-plan';
import { Plan } from '../../../src/contract/plan';
import { priceOf } from '../../support/core/prices';

const PLAN: Plan = {
  version: 1,
  gateway: 'Inference-Gateway',
  targets: {
    home: { modelId: 'eu.anthropic.claude-sonnet-4-6', region: 'eu-central-1', shard: 'home', burndown: 5, acceptsPrefill: false, capacity: { pool: 'p', limits: { quotaTokensPerMinute: 100_000 }, guaranteed: { quotaTokensPerMinute: 1_000 } }, price: priceOf(0.3, 15) },
    shard: {
      modelId: { env: 'GATEWAY_VALUE_0' },
      region: { env: 'GATEWAY_VALUE_1' },
      role: { arn: { env: 'GATEWAY_VALUE_2' }, externalId: 'ext' },
      shard: '111122223333',
      burndown: 1.5,
      acceptsPrefill: true,
    },
  },
  routes: {
    claude: {
      tiers: [
        { strategy: { kind: 'weightedRandom' }, members: [{ target: 'home', weight: 3 }, { target: 'shard', weight: 1 }] },
        { strategy: { kind: 'roundRobin' }, members: [{ target: 'shard', weight: 1 }] },
        { strategy: { kind: 'ordered' }, members: [{ target: 'home', weight: 1 }] },
      ],
      defaultMaxTokens: 1_000,
      maxTokensCeiling: 4_000,
      deadlineMs: 60_000,
      maxAttempts: 4,
      firstTokenTimeoutMs: 5_000,
      idleTimeoutMs: 6_000,
      midStream: 'resume',
      affinity: { kind: 'header', name: 'x-conversation-id' },
    },
  },
  tenants: {
    acme: { quota: { requestsPerMinute: 60, quotaTokensPerMinute: 50_000 }, routes: ['claude'], onLedgerFailure: 'failClosed' },
    free: { routes: [], onLedgerFailure: 'failOpen' },
    bank: { routes: ['claude'], onLedgerFailure: 'failOpen', shards: { kind: 'pinned', shards: ['home'] } },
    team: { routes: ['claude'], onLedgerFailure: 'failOpen', shards: { kind: 'shuffled', count: 2, shards: ['home', '111122223333'] } },
    sharing: {
      routes: ['claude'],
      routeQuotas: { claude: { part: 'k3f9', limits: { quotaTokensPerDay: 500 } } },
      share: { guaranteed: { quotaTokensPerMinute: 1_000 }, weight: 3, priority: 'batch', maxQueueMs: 0, buckets: ['afx3', 'b0x3'] },
      onLedgerFailure: 'failOpen',
    },
  },
  auth: { kind: 'credentials', accepts: [{ kind: 'apiKey' }] },
};

const ENVIRONMENT = { GATEWAY_VALUE_0: 'arn:aws:bedrock:us-east-1:1:provisioned-model/x', GATEWAY_VALUE_1: 'us-east-1', GATEWAY_VALUE_2: 'arn:aws:iam::111122223333:role/shard' };

type Json = Record<string, unknown>;

/** The plan with one member changed; `undefined` takes it away. */
function planWith(path: readonly (string | number)[], value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(PLAN)) as Json;
  const parent = path.slice(0, -1).reduce((object, name) => object[name] as Json, copy);
  parent[path.at(-1)!] = value;
  return JSON.parse(JSON.stringify(copy));
}

describe('a good plan', () => {
  const plan = parsePlan(PLAN, ENVIRONMENT);

  test('keeps its routes and tenants', () => {
    expect(Object.fromEntries(plan.routes)).toEqual(PLAN.routes);
    expect(Object.fromEntries(plan.tenants)).toEqual(PLAN.tenants);
  });

  test('gives its targets their names and the values of the environment', () => {
    expect(Object.fromEntries(plan.targets)).toEqual({
      home: { name: 'home', modelId: 'eu.anthropic.claude-sonnet-4-6', region: 'eu-central-1', shard: 'home', burndown: 5, acceptsPrefill: false, capacity: { pool: 'p', limits: { quotaTokensPerMinute: 100_000 }, guaranteed: { quotaTokensPerMinute: 1_000 } }, price: priceOf(0.3, 15) },
      shard: {
        name: 'shard',
        modelId: ENVIRONMENT.GATEWAY_VALUE_0,
        region: 'us-east-1',
        role: { arn: ENVIRONMENT.GATEWAY_VALUE_2, externalId: 'ext' },
        shard: '111122223333',
        burndown: 1.5,
        acceptsPrefill: true,
      },
    });
  });

  test('may name the gateway\'s own Region, which Lambda puts into the environment', () => {
    const loaded = parsePlan(planWith(['targets', 'home', 'region'], { env: 'AWS_REGION' }), { ...ENVIRONMENT, AWS_REGION: 'eu-north-1' });
    expect(loaded.targets.get('home')!.region).toBe('eu-north-1');
  });

  test('may hold members of a later minor release, which are left out', () => {
    const loaded = parsePlan(planWith(['routes', 'claude', 'colour'], 'blue'), ENVIRONMENT);
    expect(loaded.routes.get('claude')).not.toHaveProperty('colour');
  });

  test('says what the gateway is called', () => {
    expect(parseGatewayName(PLAN)).toBe('Inference-Gateway');
    expect(() => parseGatewayName({ ...PLAN, gateway: undefined })).toThrow('gateway must be');
  });

  test('may be empty', () => {
    expect(parsePlan({ version: 1, targets: {}, routes: {}, tenants: {} }, {}).routes.size).toBe(0);
  });

  test('holds the routes of tenants who may use the same ones once, and those of others apart', () => {
    const { tenants } = parsePlan(PLAN, ENVIRONMENT);
    expect(tenants.get('team')?.routes).toBe(tenants.get('bank')?.routes);
    expect(tenants.get('free')?.routes).toEqual([]);
    expect(tenants.get('bank')?.routes).toEqual(['claude']);
  });

  test('of a thousand tenants with fifty routes each is read whole', () => {
    const names = Array.from({ length: 50 }, (_, index) => `route-${index}`);
    const routes = Object.fromEntries(names.map((name) => [name, PLAN.routes.claude]));
    const tenants = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`tenant-${index}`, { routes: names, onLedgerFailure: 'failOpen' }]));
    const large = parsePlan({ ...PLAN, routes, tenants }, ENVIRONMENT);
    expect(large.tenants.size).toBe(1_000);
    expect(large.tenants.get('tenant-999')!.routes).toEqual(names);
  });
});

describe('a plan of another version is refused with both versions', () => {
  test.each([[2, 'version 2'], ['1', 'version "1"'], [undefined, 'version none']])('%p', (version, message) => {
    expect(() => parsePlan(planWith(['version'], version), ENVIRONMENT)).toThrow(`plan.json has ${message} and this gateway reads version 1: deploy both`);
  });
});

describe('a wrong value is named with its place', () => {
  const route = ['routes', 'claude'] as const;
  const member = [...route, 'tiers', 0, 'members', 0] as const;
  test.each<[readonly (string | number)[], unknown, string]>([
    [['routes'], undefined, 'routes must be an object and is absent'],
    [['targets'], [], 'targets must be an object and is []'],
    [['tenants'], null, 'tenants must be an object and is null'],
    [['targets', 'home'], 'x', 'targets["home"] must be an object and is "x"'],
    [['targets', 'home', 'modelId'], '', 'targets["home"].modelId must be a text that is not empty'],
    [['targets', 'home', 'modelId'], 5, 'targets["home"].modelId must be an object and is 5'],
    [['targets', 'home', 'modelId'], {}, 'targets["home"].modelId.env must be a text'],
    [['targets', 'home', 'region'], { env: 'AWS_SECRET_ACCESS_KEY' }, 'targets["home"].region.env must be AWS_REGION or the name of an environment variable that starts with GATEWAY_VALUE_ and is'],
    [['targets', 'home', 'burndown'], 0, 'targets["home"].burndown must be a number above 0 and is 0'],
    [['targets', 'home', 'burndown'], '5', 'targets["home"].burndown must be a number above 0 and is "5"'],
    [['targets', 'home', 'capacity', 'limits'], {}, 'targets["home"].capacity.limits must be a quota with at least one of requestsPerMinute, quotaTokensPerMinute'],
    [['targets', 'home', 'capacity', 'pool'], '', 'targets["home"].capacity.pool must be a text that is not empty'],
    [['targets', 'home', 'capacity', 'guaranteed'], {}, 'targets["home"].capacity.guaranteed must be a quota with at least one of requestsPerMinute'],
    [['targets', 'home', 'capacity', 'guaranteed', 'quotaTokensPerMinute'], 0, 'capacity.guaranteed.quotaTokensPerMinute must be a whole number from 1 and is 0'],
    [['tenants', 'sharing', 'share'], 'all', 'tenants["sharing"].share must be an object and is "all"'],
    [['tenants', 'sharing', 'share', 'guaranteed'], {}, 'tenants["sharing"].share.guaranteed must be a quota with at least one of requestsPerMinute'],
    [['tenants', 'sharing', 'share', 'weight'], 0, 'share.weight must be a whole number from 1 and is 0'],
    [['tenants', 'sharing', 'share', 'weight'], undefined, 'share.weight must be a whole number from 1 and is absent'],
    [['tenants', 'sharing', 'share', 'priority'], 'low', 'share.priority must be "interactive" or "batch" and is "low"'],
    [['tenants', 'sharing', 'share', 'maxQueueMs'], -1, 'share.maxQueueMs must be a whole number from 0 and is -1'],
    [['tenants', 'sharing', 'share', 'maxQueueMs'], undefined, 'share.maxQueueMs must be a whole number from 0 and is absent'],
    [['tenants', 'sharing', 'share', 'buckets'], [], 'share.buckets must be a list with at least one entry and is []'],
    [['tenants', 'sharing', 'share', 'buckets', 1], 'b0', 'share.buckets[1] must be a letter, a letter or digit, "x" and a weight and is "b0"'],
    [['tenants', 'sharing', 'share', 'buckets', 0], 'a0x0', 'share.buckets[0] must be a letter, a letter or digit, "x" and a weight and is "a0x0"'],
    [['tenants', 'sharing', 'routeQuotas', 'claude', 'limits'], {}, 'routeQuotas["claude"].limits must be a quota with at least one of'],
    [['tenants', 'sharing', 'routeQuotas', 'claude', 'limits', 'usdPerDay'], 0, 'limits.usdPerDay must be a number above 0 and is 0'],
    [['tenants', 'sharing', 'routeQuotas', 'claude', 'part'], 'A b', 'routeQuotas["claude"].part must be'],
    [['tenants', 'sharing', 'routeQuotas', 'other'], { part: 'x', limits: { usdPerDay: 1 } }, 'routeQuotas["other"] must be named like one of the routes and is "other"'],
    [['targets', 'home', 'capacity', 'limits', 'quotaTokensPerMinute'], 1.5, 'capacity.limits.quotaTokensPerMinute must be a whole number from 1 and is 1.5'],
    [['targets', 'shard', 'role'], 'arn', 'targets["shard"].role must be an object'],
    [['targets', 'shard', 'role', 'arn'], 'arn:aws:iam::1:user/x', 'targets["shard"].role.arn must be the ARN of an IAM role'],
    [['targets', 'shard', 'role', 'externalId'], '', 'targets["shard"].role.externalId must be a text that is not empty'],
    [['targets', 'a b'], PLAN.targets.home, 'targets["a b"] has a name that is not allowed'],
    [['routes', 'a/b'], PLAN.routes.claude, 'routes["a/b"] has a name that is not allowed'],
    [['tenants', 'a#b'], PLAN.tenants.free, 'tenants["a#b"] has a name that is not allowed'],
    [[...route, 'tiers'], [], 'routes["claude"].tiers must be a list with at least one entry'],
    [[...route, 'tiers'], {}, 'routes["claude"].tiers must be a list and is {}'],
    [[...route, 'tiers', 0], 7, 'routes["claude"].tiers[0] must be an object and is 7'],
    [[...route, 'tiers', 1, 'strategy'], 'ordered', 'routes["claude"].tiers[1].strategy must be an object'],
    [[...route, 'tiers', 1, 'strategy', 'kind'], 'fastest', 'routes["claude"].tiers[1].strategy.kind must be one of weightedRandom, roundRobin, ordered, leastInFlight, lowestLatency, lowestCost, mostHeadroom and is "fastest"'],
    [[...route, 'tiers', 1, 'strategy', 'kind'], 'toString', 'strategy.kind must be one of weightedRandom'],
    [[...route, 'tiers', 1, 'strategy', 'kind'], 'lowestCost', 'targets["shard"].price must be a price, which the strategy of routes["claude"].tiers[1] needs and is absent'],
    [[...route, 'affinity'], 'conversation', 'routes["claude"].affinity must be an object and is "conversation"'],
    [[...route, 'affinity'], { kind: 'mood' }, 'routes["claude"].affinity.kind must be "conversation" or "header" and is "mood"'],
    [[...route, 'affinity'], { kind: 'header' }, 'routes["claude"].affinity.name must be a text that is not empty and is absent'],
    [[...route, 'affinity'], { kind: 'header', name: 'X-Id' }, 'routes["claude"].affinity.name must be the name of a header in lower case and is "X-Id"'],
    [['targets', 'home', 'price'], 3, 'targets["home"].price must be an object and is 3'],
    [['targets', 'home', 'price', 'inputPerMillionTokens'], 0, 'targets["home"].price.inputPerMillionTokens must be a number above 0 and is 0'],
    [['targets', 'home', 'price', 'cacheReadPerMillionTokens'], -1, 'targets["home"].price.cacheReadPerMillionTokens must be a number above 0 and is -1'],
    [['targets', 'home', 'price', 'cacheWritePerMillionTokens'], 0, 'targets["home"].price.cacheWritePerMillionTokens must be a number above 0 and is 0'],
    [['targets', 'home', 'price', 'cacheWrite1hPerMillionTokens'], undefined, 'targets["home"].price.cacheWrite1hPerMillionTokens must be a number above 0 and is absent'],
    [['targets', 'home', 'price', 'outputPerMillionTokens'], undefined, 'targets["home"].price.outputPerMillionTokens must be a number above 0 and is absent'],
    [[...route, 'tiers', 0, 'members'], [], 'routes["claude"].tiers[0].members must be a list with at least one entry'],
    [[...member, 'target'], 'nowhere', 'routes["claude"].tiers[0].members[0].target must be the name of one of the targets and is "nowhere"'],
    [[...member, 'target'], 'toString', 'target must be the name of one of the targets'],
    [[...member, 'weight'], 0, 'routes["claude"].tiers[0].members[0].weight must be a whole number from 1 and is 0'],
    [[...route, 'defaultMaxTokens'], 5_000, 'routes["claude"].defaultMaxTokens must be at most the route\'s maxTokensCeiling of 4000 and is 5000'],
    [[...route, 'maxTokensCeiling'], undefined, 'routes["claude"].maxTokensCeiling must be a whole number from 1 and is absent'],
    [[...route, 'deadlineMs'], -1, 'routes["claude"].deadlineMs must be a whole number from 1 and is -1'],
    [[...route, 'maxAttempts'], '3', 'routes["claude"].maxAttempts must be a whole number from 1 and is "3"'],
    [[...route, 'firstTokenTimeoutMs'], 0, 'routes["claude"].firstTokenTimeoutMs must be a whole number from 1 and is 0'],
    [[...route, 'idleTimeoutMs'], undefined, 'routes["claude"].idleTimeoutMs must be a whole number from 1 and is absent'],
    [[...route, 'contextFallbacks'], [], 'routes["claude"].contextFallbacks must be a list with at least one entry'],
    [[...route, 'contextFallbacks'], [{ strategy: { kind: 'ordered' }, members: [{ target: 'nowhere', weight: 1 }] }], 'must be the name of one of the targets and is "nowhere"'],
    [[...route, 'filterFallbacks'], [], 'routes["claude"].filterFallbacks must be a list with at least one entry'],
    [[...route, 'hedging'], true, 'routes["claude"].hedging must be an object and is true'],
    [[...route, 'hedging'], { initialDelayMs: 0 }, 'routes["claude"].hedging.initialDelayMs must be a whole number from 1 and is 0'],
    [['targets', 'home', 'contextWindow'], 0, 'targets["home"].contextWindow must be a whole number from 1 and is 0'],
    [['targets', 'home', 'maxOutputTokens'], '5', 'targets["home"].maxOutputTokens must be a whole number from 1 and is "5"'],
    [[...route, 'midStream'], 'hope', 'routes["claude"].midStream must be "failClean", "resume" or "buffer" and is "hope"'],
    [['targets', 'home', 'acceptsPrefill'], 'yes', 'targets["home"].acceptsPrefill must be true or false and is "yes"'],
    [['tenants', 'acme', 'routes'], 'claude', 'tenants["acme"].routes must be a list and is "claude"'],
    [['tenants', 'acme', 'routes', 1], 'gone', 'tenants["acme"].routes[1] must be the name of one of the routes and is "gone"'],
    [['tenants', 'acme', 'routes', 0], 1, 'tenants["acme"].routes[0] must be the name of one of the routes and is 1'],
    [['tenants', 'acme', 'quota'], null, 'tenants["acme"].quota must be an object and is null'],
    [['tenants', 'acme', 'quota', 'requestsPerMinute'], 2 ** 53, 'tenants["acme"].quota.requestsPerMinute must be a whole number from 1'],
    [['targets', 'home', 'shard'], undefined, 'targets["home"].shard must be a text that is not empty and is absent'],
    [['targets', 'home', 'shard'], 'a#b', 'targets["home"].shard must be the name of a shard, which matches'],
    [['tenants', 'bank', 'shards'], ['home'], 'tenants["bank"].shards must be an object and is ["home"]'],
    [['tenants', 'bank', 'shards', 'kind'], 'every', 'tenants["bank"].shards.kind must be "pinned" or "shuffled" and is "every"'],
    [['tenants', 'bank', 'shards', 'shards'], [], 'tenants["bank"].shards.shards must be a list with at least one entry'],
    [['tenants', 'bank', 'shards', 'shards', 0], 'gone', 'tenants["bank"].shards.shards[0] must be the shard of one of the targets and is "gone"'],
    [['tenants', 'team', 'shards', 'count'], undefined, 'tenants["team"].shards.count must be a whole number from 1 and is absent'],
    [['tenants', 'team', 'shards', 'count'], 3, 'tenants["team"].shards.count must be at most 2, the number of shards to choose from and is 3'],
    [['drainedShards'], [], 'drainedShards must be a list with at least one entry'],
    [['drainedShards'], ['gone'], 'drainedShards[0] must be the shard of one of the targets and is "gone"'],
    [['leases'], 100, 'leases must be an object and is 100'],
    [['leases'], { requests: 1, ms: 2_000 }, 'leases.requests must be at least 2 and is 1'],
    [['leases'], { requests: 100 }, 'leases must be absent, because the tenant "sharing" has a share'],
    [['tenants', 'acme', 'onLedgerFailure'], undefined, 'tenants["acme"].onLedgerFailure must be "failClosed" or "failOpen" and is absent'],
  ])('%j = %j', (path, value, message) => {
    expect(() => parsePlan(planWith(path, value), ENVIRONMENT)).toThrow(message);
  });

  test.each([null, 'plan', [PLAN]])('%p is no plan', (json) => {
    expect(() => parsePlan(json, ENVIRONMENT)).toThrow('the plan must be an object');
  });

  test('a long value is cut', () => {
    expect(() => parsePlan(planWith(['tenants'], ['x'.repeat(500)]), ENVIRONMENT)).toThrow(/x{50,100}…$/);
  });
});

test('leases are read where no tenant has a share', () => {
  const plan = (leases: unknown) => ({ ...PLAN, leases, tenants: { acme: PLAN.tenants.acme } });
  expect(parsePlan(plan({ requests: 100, ms: 2_000 }), ENVIRONMENT).leases).toEqual({ requests: 100, ms: 2_000 });
  expect(() => parsePlan(plan({ requests: 100 }), ENVIRONMENT)).toThrow('leases.ms must be a whole number from 1 and is absent');
  expect(parsePlan(PLAN, ENVIRONMENT)).not.toHaveProperty('leases');
});

test.each([undefined, ''])('a variable that is %p is named', (value) => {
  expect(() => parsePlan(PLAN, { ...ENVIRONMENT, GATEWAY_VALUE_1: value }))
    .toThrow('plan.json: targets["shard"].region is in the environment variable GATEWAY_VALUE_1, which is not set');
});

test('a role from the environment is checked too', () => {
  expect(() => parsePlan(PLAN, { ...ENVIRONMENT, GATEWAY_VALUE_2: 'nonsense' })).toThrow('targets["shard"].role.arn must be the ARN of an IAM role and is "nonsense"');
});

describe('application inference profiles', () => {
  const PREFIX = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/';
  const profiles = { by: 'tenant', arnPrefix: { env: 'GATEWAY_VALUE_3' }, ids: { env: 'GATEWAY_VALUE_4' } };
  const environment = { ...ENVIRONMENT, GATEWAY_VALUE_3: PREFIX, GATEWAY_VALUE_4: 'aaa111,bbb222' };
  const withProfiles = (changed: object, places: unknown = { acme: 1, bank: 0 }) => {
    const plan = planWith(['targets', 'home', 'applicationProfiles'], places) as Json;
    return { ...plan, applicationProfiles: { ...profiles, ...changed } };
  };

  test('get the ARNs that a deployment has given them, each the one at its place', () => {
    const { targets } = parsePlan(withProfiles({}), environment);
    expect(targets.get('home')!.applicationProfiles).toEqual({ by: 'tenant', arns: new Map([['acme', `${PREFIX}bbb222`], ['bank', `${PREFIX}aaa111`]]) });
    expect(targets.get('shard')).not.toHaveProperty('applicationProfiles');
  });

  test.each<[string, unknown, RegExp]>([
    ['a kind that is unknown', withProfiles({ by: 'account' }), /applicationProfiles\.by must be "tenant" or "route" and is "account"/],
    ['a prefix of something else', withProfiles({ arnPrefix: 'arn:aws:bedrock:us-east-1:1:inference-profile/' }), /applicationProfiles\.arnPrefix must be the ARN/],
    ['an id that is none', withProfiles({ ids: 'aaa111,,bbb222' }), /applicationProfiles\.ids must be ids .* and is ""/],
    ['ids that were not deployed', withProfiles({ ids: { env: 'GATEWAY_VALUE_5' } }), /GATEWAY_VALUE_5, which is not set/],
    ['a place that there is not', withProfiles({}, { acme: 2 }), /targets\["home"\]\.applicationProfiles\["acme"\] must be a place in applicationProfiles\.ids, which has 2 and is 2/],
    ['a place that is none', withProfiles({}, { acme: -1 }), /applicationProfiles\["acme"\] must be a whole number from 0/],
    ['places without ARNs', planWith(['targets', 'home', 'applicationProfiles'], { acme: 0 }), /applicationProfiles must be the ARNs that targets\["home"\]\.applicationProfiles refers to and is absent/],
  ])('are refused with %s', (_, plan, message) => expect(() => parsePlan(plan, environment)).toThrow(message));
});
