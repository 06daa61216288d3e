import { CfnParameter, Duration } from 'aws-cdk-lib';
import {
  Affinity, Hedging, InferenceAccountRole, InferenceTarget, LedgerFailurePolicy, MidStreamPolicy, QuotaLedger, ResilientInferenceProps,
  RoutingStrategy,
} from '../../../src/index';
import { priceOf } from '../../support/core/prices';
import { minimalProps, SONNET, synthesize } from '../support/synthesis';

/** What the model table says of Claude Sonnet 4.6 through a geographic profile. */
const KNOWN = { contextWindow: 1_000_000, maxOutputTokens: 128_000, price: priceOf(3.3, 16.5) };

function functionEnvironment(synthesis: ReturnType<typeof synthesize>) {
  const [handler] = Object.values(synthesis.template.findResources('AWS::Lambda::Function'));
  return handler?.Properties.Environment.Variables;
}

test('the least configuration renders every default', () => {
  expect(synthesize(minimalProps()).plan).toEqual({
    version: 1,
    gateway: 'StackGatewayFB8CDD60',
    auth: { kind: 'credentials', accepts: [{ kind: 'apiKey' }] },
    tenantMetrics: true,
    routes: {
      sonnet: {
        tiers: [{ strategy: { kind: 'weightedRandom' }, members: [{ target: `${SONNET}@us-east-1`, weight: 1 }] }],
        defaultMaxTokens: 4096,
        maxTokensCeiling: 64_000,
        deadlineMs: 300_000,
        maxAttempts: 6,
        firstTokenTimeoutMs: 20_000,
        idleTimeoutMs: 20_000,
        midStream: 'failClean',
      },
    },
    targets: { [`${SONNET}@us-east-1`]: { modelId: SONNET, foundationModel: 'anthropic.claude-sonnet-4-6', region: 'us-east-1', shard: 'home', burndown: 5, acceptsPrefill: false, ...KNOWN } },
    tenants: { 'team-a': { routes: ['sonnet'], onLedgerFailure: 'failClosed' } },
  });
});

test('everything that can be said is in the plan', () => {
  const { plan } = synthesize({
    routes: {
      r: {
        targets: [
          InferenceTarget.crossRegion(SONNET, { name: 'a', weight: 3, capacity: { requestsPerMinute: 10, quotaTokensPerMinute: 20 }, burndown: 7, acceptsPrefill: true, price: { inputPerMillionTokens: 0.8, outputPerMillionTokens: 3.2 }, contextWindow: 150_000, maxOutputTokens: 9_000 }),
          InferenceTarget.crossRegion(SONNET, { name: 'b', region: 'us-west-2', roleArn: 'arn:aws:iam::222222222222:role/x', externalId: 'id-1' }),
        ],
        strategy: RoutingStrategy.roundRobin(),
        fallbacks: [
          { targets: [InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6', { name: 'c' })], strategy: RoutingStrategy.ordered() },
          { targets: [InferenceTarget.onDemand('amazon.nova-lite-v1:0', { name: 'd', capacity: { quotaTokensPerMinute: 5 } })] },
        ],
        defaultMaxTokens: 100,
        maxTokensCeiling: 200,
        deadline: Duration.seconds(90),
        maxAttempts: 2,
        firstTokenTimeout: Duration.seconds(3),
        idleTimeout: Duration.millis(1500),
        midStream: MidStreamPolicy.resume(),
        affinity: Affinity.conversation(),
        hedging: Hedging.afterSlowest5Percent({ initialDelay: Duration.millis(800) }),
        contentFilterFallbacks: [{ targets: [InferenceTarget.onDemand('amazon.nova-lite-v1:0', { name: 'd', capacity: { quotaTokensPerMinute: 5 } })] }],
      },
    },
    tenants: {
      t: { quota: { requestsPerMinute: 60, quotaTokensPerMinute: 200_000 }, routes: ['r'], onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN },
      u: { quota: { quotaTokensPerMinute: 1 } },
    },
  });
  expect(plan).toEqual({
    version: 1,
    gateway: 'StackGatewayFB8CDD60',
    auth: { kind: 'credentials', accepts: [{ kind: 'apiKey' }] },
    tenantMetrics: true,
    routes: {
      r: {
        tiers: [
          { strategy: { kind: 'roundRobin' }, members: [{ target: 'a', weight: 3 }, { target: 'b', weight: 1 }] },
          { strategy: { kind: 'ordered' }, members: [{ target: 'c', weight: 1 }] },
          { strategy: { kind: 'weightedRandom' }, members: [{ target: 'd', weight: 1 }] },
        ],
        defaultMaxTokens: 100,
        maxTokensCeiling: 200,
        deadlineMs: 90_000,
        maxAttempts: 2,
        firstTokenTimeoutMs: 3_000,
        idleTimeoutMs: 1_500,
        midStream: 'resume',
        affinity: { kind: 'conversation' },
        hedging: { initialDelayMs: 800 },
        filterFallbacks: [{ strategy: { kind: 'weightedRandom' }, members: [{ target: 'd', weight: 1 }] }],
      },
    },
    targets: {
      a: { modelId: SONNET, foundationModel: 'anthropic.claude-sonnet-4-6', region: 'us-east-1', shard: 'home', capacity: { pool: 'cross-region:anthropic.claude-sonnet-4-6@us-east-1', limits: { requestsPerMinute: 10, quotaTokensPerMinute: 20 } }, burndown: 7, acceptsPrefill: true, price: priceOf(0.8, 3.2), contextWindow: 150_000, maxOutputTokens: 9_000 },
      b: { modelId: SONNET, foundationModel: 'anthropic.claude-sonnet-4-6', region: 'us-west-2', role: { arn: 'arn:aws:iam::222222222222:role/x', externalId: 'id-1' }, shard: '222222222222', burndown: 5, acceptsPrefill: false, ...KNOWN },
      c: { modelId: 'global.anthropic.claude-sonnet-4-6', foundationModel: 'anthropic.claude-sonnet-4-6', region: 'us-east-1', shard: 'home', burndown: 5, acceptsPrefill: false, ...KNOWN, price: priceOf(3, 15) },
      d: { modelId: 'amazon.nova-lite-v1:0', foundationModel: 'amazon.nova-lite-v1:0', region: 'us-east-1', shard: 'home', capacity: { pool: 'on-demand:amazon.nova-lite-v1:0@us-east-1', limits: { quotaTokensPerMinute: 5 } }, burndown: 1, acceptsPrefill: false, contextWindow: 300_000, price: priceOf(0.06, 0.24, { cacheReadPerMillionTokens: 0.015 }) },
    },
    tenants: {
      t: { quota: { requestsPerMinute: 60, quotaTokensPerMinute: 200_000 }, routes: ['r'], onLedgerFailure: 'failOpen' },
      u: { quota: { quotaTokensPerMinute: 1 }, routes: ['r'], onLedgerFailure: 'failClosed' },
    },
  });
});

test.each([
  [undefined, undefined],
  [QuotaLedger.perRequest(), undefined],
  [QuotaLedger.leased(), { requests: 100, ms: 2_000 }],
  [QuotaLedger.leased({ requestsPerLease: 7, leaseTime: Duration.millis(500) }), { requests: 7, ms: 500 }],
])('leases as the ledger says (%#)', (quotaLedger, leases) => {
  const { plan } = synthesize({ routes: { r: { targets: [InferenceTarget.crossRegion(SONNET)] } }, tenants: { t: {} }, quotaLedger });
  expect(plan.leases).toEqual(leases);
});

describe('values that only CloudFormation knows', () => {
  test('are references to variables of the function, each value once', () => {
    const synthesis = synthesize((stack) => {
      const model = new CfnParameter(stack, 'Model').valueAsString;
      const region = new CfnParameter(stack, 'Region').valueAsString;
      const roleArn = new CfnParameter(stack, 'Role').valueAsString;
      return {
        routes: {
          r: {
            targets: [
              InferenceTarget.onDemand(model, { name: 'a' }),
              InferenceTarget.onDemand(model, { name: 'b', region }),
              InferenceTarget.onDemand(model, { name: 'c', region, roleArn }),
            ],
          },
        },
        tenants: { t: {} },
      };
    });
    expect(synthesis.plan.targets).toMatchObject({
      a: { modelId: { env: 'GATEWAY_VALUE_1' }, region: 'us-east-1' },
      b: { modelId: { env: 'GATEWAY_VALUE_1' }, region: { env: 'GATEWAY_VALUE_2' } },
      c: { modelId: { env: 'GATEWAY_VALUE_1' }, region: { env: 'GATEWAY_VALUE_2' }, role: { arn: { env: 'GATEWAY_VALUE_3' } } },
    });
    expect(functionEnvironment(synthesis)).toEqual({
      NODE_OPTIONS: expect.any(String),
      GATEWAY_TABLE_NAME: { Ref: expect.stringMatching(/^GatewayTable/) },
      GATEWAY_VALUE_1: { Ref: 'Model' },
      GATEWAY_VALUE_2: { Ref: 'Region' },
      GATEWAY_VALUE_3: { Ref: 'Role' },
    });
  });

  test('the Region of a stack without one is that of the function', () => {
    const synthesis = synthesize(minimalProps(), {});
    expect(synthesis.plan.targets).toEqual({ [`${SONNET}@home`]: { modelId: SONNET, foundationModel: 'anthropic.claude-sonnet-4-6', region: { env: 'AWS_REGION' }, shard: 'home', burndown: 5, acceptsPrefill: false, ...KNOWN } });
    expect(Object.keys(functionEnvironment(synthesis)).sort()).toEqual(['GATEWAY_TABLE_NAME', 'NODE_OPTIONS']);
  });

  test('a role’s partition is known where the stack’s Region is', () => {
    const props: ResilientInferenceProps = {
      ...minimalProps(),
      routes: { sonnet: { targets: [InferenceTarget.crossRegion(SONNET, { name: 'x', roleArn: InferenceAccountRole.arnFor('222222222222', 'shard') })] } },
    };
    expect(synthesize(props).plan.targets.x?.role).toEqual({ arn: 'arn:aws:iam::222222222222:role/shard' });
    expect(synthesize(props, {}).plan.targets.x?.role).toEqual({ arn: { env: 'GATEWAY_VALUE_1' } });
  });

  test('no token ever reaches the plan', () => {
    const { plan } = synthesize((stack) => ({
      routes: { r: { targets: [InferenceTarget.onDemand(new CfnParameter(stack, 'Model').valueAsString)] } },
      tenants: { t: {} },
    }), {});
    expect(JSON.stringify(plan)).not.toMatch(/Token\[|AWS::/);
  });
});
