import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { CognitoUserPoolsAuthorizer, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { CfnApplicationInferenceProfile, CfnGuardrail, CfnGuardrailVersion } from 'aws-cdk-lib/aws-bedrock';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LoadedAuth } from '../../lambda/adapters/identity/loaded-auth';
import { parseAuth } from '../../lambda/adapters/read-auth';
import { parsePlan } from '../../lambda/adapters/read-plan';
import { listCandidates } from '../../lambda/core/attempts/candidates';
import { partTaken } from '../../lambda/core/fairness/comparison';
import { slotAt } from '../../lambda/core/ledger/window';
import { LoadedPlan } from '../../lambda/core/loaded-plan';
import { readAssembly } from '../../local/assembly/read-assembly';
import {
  Affinity, ApplicationProfiles, GatewayAuth, GuardrailStreamProcessing, GuardrailTrace, Hedging, InferenceAccountRole,
  InferenceShard, InferenceTarget,
  LedgerFailurePolicy, MidStreamPolicy, Priority,
  QuotaLedger, ResilientInference, ResilientInferenceProps, RouteGuardrail, RoutingStrategy, ShardSelection,
} from '../../src';
import { PLAN_FILE } from '../../src/contract/environment';
import { orderingContext } from '../support/core/ordering';

/** From props, through the template and the code asset, to what the gateway works with. */
function throughTheTemplate(propsOf: (stack: Stack) => ResilientInferenceProps): LoadedPlan & { readonly auth: LoadedAuth } {
  return synthesized(propsOf).plan;
}

function synthesized(propsOf: (stack: Stack) => ResilientInferenceProps) {
  const outdir = mkdtempSync(join(tmpdir(), 'round-trip-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new Stack(app, 'Stack');
    new ResilientInference(stack, 'Gateway', propsOf(stack));
    app.synth();
    const assembly = readAssembly(outdir);
    const handler = assembly.functions.find(({ handler: name }) => name === 'index.handler');
    if (!handler?.codeDirectory) throw new Error('the stack has no function with a code asset');
    const plan = JSON.parse(readFileSync(join(handler.codeDirectory, PLAN_FILE), 'utf8')) as unknown;
    const environment = { AWS_REGION: 'us-east-1', ...handler.environmentVariables };
    return { assembly, plan: { ...parsePlan(plan, environment), auth: parseAuth(plan, environment) } };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What the strategies ask for that compare what is declared. */
const DECLARED = { price: { inputPerMillionTokens: 0.06, outputPerMillionTokens: 15 }, capacity: { requestsPerMinute: 7 } };

function authorizerOf(stack: Stack, cognito: boolean) {
  if (cognito) return new CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [new UserPool(stack, 'Users')] });
  const handler = new Function(stack, 'Check', { runtime: Runtime.NODEJS_22_X, handler: 'check.handler', code: Code.fromInline('//') });
  return new TokenAuthorizer(stack, 'Authorizer', { handler });
}

const target = (options = {}) => InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', options);

describe('what is declared is what the gateway works with', () => {
  test.each([[undefined, true], [true, true], [false, undefined]])('metrics of tenants: %s', (tenantMetrics, loaded) => {
    const propsOf = () => ({ routes: { r: { targets: [target()] } }, tenants: { a: {} }, monitoring: { tenantMetrics } });
    expect(throughTheTemplate(propsOf).tenantMetrics).toBe(loaded);
  });

  test.each([
    ['weightedRandom', RoutingStrategy.weightedRandom()],
    ['roundRobin', RoutingStrategy.roundRobin()],
    ['ordered', RoutingStrategy.ordered()],
    ['leastInFlight', RoutingStrategy.leastInFlight()],
    ['lowestLatency', RoutingStrategy.lowestLatency()],
    ['lowestCost', RoutingStrategy.lowestCost()],
    ['mostHeadroom', RoutingStrategy.mostHeadroom()],
  ])('the strategy %s', (kind, strategy) => {
    const plan = throughTheTemplate(() => ({
      routes: { r: { targets: [target(DECLARED), target({ ...DECLARED, region: 'us-west-2', weight: 3 })], strategy } },
      tenants: { a: {} },
    }));
    const [tier] = plan.routes.get('r')!.tiers;
    expect(tier!.strategy).toEqual({ kind });
    expect(tier!.members.map(({ weight }) => weight)).toEqual([1, 3]);
    expect(listCandidates(plan.routes.get('r')!.tiers, plan.targets, orderingContext({ sequence: 1 }))).toHaveLength(2);
  });

  test.each([
    [QuotaLedger.leased({ requestsPerLease: 40 }), { requests: 40, ms: 2_000 }],
    [undefined, undefined],
  ])('leases (%#)', (quotaLedger, leases) => {
    expect(throughTheTemplate(() => ({ routes: { r: { targets: [target()] } }, tenants: { a: {} }, quotaLedger })).leases).toEqual(leases);
  });

  test('shards that are drained', () => {
    const shards = [InferenceShard.home(), InferenceShard.inAccount('222222222222', { drained: true })];
    const plan = throughTheTemplate(() => ({ routes: { r: { targets: target().inShards(shards) } }, tenants: { a: {} } }));
    expect(plan.drainedShards).toEqual(['222222222222']);
  });

  test.each([
    [Affinity.conversation(), { kind: 'conversation' }],
    [Affinity.header('X-Conversation-Id'), { kind: 'header', name: 'x-conversation-id' }],
    [undefined, undefined],
  ])('affinity (%#)', (affinity, expected) => {
    const plan = throughTheTemplate(() => ({ routes: { r: { targets: [target()], affinity } }, tenants: { a: {} } }));
    expect(plan.routes.get('r')!.affinity).toEqual(expected);
  });

  test('prices, where they are declared', () => {
    const unpriced = InferenceTarget.onDemand('vendor.unknown-model', { name: 'unpriced' });
    const plan = throughTheTemplate(() => ({ routes: { r: { targets: [target({ ...DECLARED, name: 'priced' }), unpriced] } }, tenants: { a: {} } }));
    expect(plan.targets.get('priced')!.price).toEqual({
      ...DECLARED.price, cacheReadPerMillionTokens: 0.006, cacheWritePerMillionTokens: 0.075, cacheWrite1hPerMillionTokens: 0.12,
    });
    expect(plan.targets.get('unpriced')).not.toHaveProperty('price');
  });

  test('prices of the cache', () => {
    const price = {
      ...DECLARED.price, cacheReadPerMillionTokens: 0.3, cacheWritePerMillionTokens: 4, cacheWrite1hPerMillionTokens: 5,
    };
    const plan = throughTheTemplate(() => ({ routes: { r: { targets: [target({ price, name: 'priced' })] } }, tenants: { a: {} } }));
    expect(plan.targets.get('priced')!.price).toEqual(price);
  });

  test('what the gateway says of models', () => {
    const plan = throughTheTemplate(() => ({
      routes: { r: { targets: [InferenceTarget.onDemand('vendor.new-model-v1', { name: 'new' })] } },
      tenants: { a: {} },
      models: { 'vendor.new-model': { burndown: 3, acceptsPrefill: true, contextWindow: 9_000, maxOutputTokens: 800, price: DECLARED.price } },
    }));
    expect(plan.targets.get('new')).toMatchObject({
      burndown: 3, acceptsPrefill: true, contextWindow: 9_000, maxOutputTokens: 800, price: { ...DECLARED.price, cacheWritePerMillionTokens: 0.075 },
    });
  });

  test.each([
    ['failClean', MidStreamPolicy.failClean()],
    ['resume', MidStreamPolicy.resume()],
    ['buffer', MidStreamPolicy.buffer()],
  ])('the mid-stream policy %s', (policy, midStream) => {
    const plan = throughTheTemplate(() => ({
      routes: {
        r: { targets: [target({ acceptsPrefill: true })], midStream, firstTokenTimeout: Duration.millis(700), idleTimeout: Duration.seconds(9) },
      },
      tenants: { a: {} },
    }));
    expect(plan.routes.get('r')).toMatchObject({ midStream: policy, firstTokenTimeoutMs: 700, idleTimeoutMs: 9_000 });
    expect([...plan.targets.values()][0]!.acceptsPrefill).toBe(true);
  });

  test('context window fallbacks, and the permission to call them', () => {
    const plan = throughTheTemplate(() => ({
      routes: { r: { targets: [target()], contextWindowFallbacks: [{ targets: [target({ region: 'us-west-2', name: 'large', contextWindow: 2_000_000 })] }] } },
      tenants: { a: {} },
    }));
    expect(plan.routes.get('r')!.contextFallbacks).toEqual([{ strategy: { kind: 'weightedRandom' }, members: [{ target: 'large', weight: 1 }] }]);
    expect(plan.targets.get('large')).toMatchObject({ region: 'us-west-2', contextWindow: 2_000_000 });
  });

  test('every limit of a tenant, over all routes and for one', () => {
    const quota = {
      requestsPerMinute: 1, quotaTokensPerMinute: 2, quotaTokensPerDay: 3, concurrentRequests: 4, usdPerDay: 0.5, usdPerMonth: 6.25,
    };
    const plan = throughTheTemplate(() => ({ routes: { r: { targets: [target(DECLARED)] } }, tenants: { a: { quota, routeQuotas: { r: quota } } } }));
    expect(plan.tenants.get('a')).toMatchObject({ quota, routeQuotas: { r: { part: expect.stringMatching(/^[0-9a-z]{4}$/), limits: quota } } });
  });

  test('how tenants share what targets can take, and what is set aside for them', () => {
    const plan = throughTheTemplate(() => ({
      routes: { r: { targets: [target({ name: 'p', capacity: { requestsPerMinute: 30, quotaTokensPerMinute: 9_000 } })] } },
      tenants: {
        a: { share: { guaranteed: { requestsPerMinute: 5, quotaTokensPerMinute: 800 } } },
        b: { share: { weight: 3, priority: Priority.BATCH, maxQueueTime: Duration.seconds(20) } },
        c: {},
      },
    }));
    expect(plan.tenants.get('a')!.share).toEqual({
      guaranteed: { requestsPerMinute: 5, quotaTokensPerMinute: 800 }, weight: 1, priority: 'interactive', maxQueueMs: 0, buckets: ['a0x1'],
    });
    expect(plan.tenants.get('b')!.share).toEqual({ weight: 3, priority: 'batch', maxQueueMs: 20_000, buckets: ['a1x3'] });
    expect(plan.tenants.get('c')!.share).toEqual({ weight: 1, priority: 'interactive', maxQueueMs: 0, buckets: ['a2x1'] });
    expect(plan.targets.get('p')!.capacity!.guaranteed).toEqual({ requestsPerMinute: 5, quotaTokensPerMinute: 800 });
    // Whoever reads the counters of a pool tells from their names how much the others weigh.
    const { share } = plan.tenants.get('a')!;
    const counters = [{ dimension: `shareUsed~${plan.tenants.get('b')!.share!.buckets[0]!}` as const, slot: slotAt('shareUsed', 0), value: 1 }];
    expect(partTaken(share!, { counters, total: { 'shareUsed~a1x3': 1 }, sequence: 1 }, { asked: 200_000, shared: 1_000_000 }, 0)).toBe(1);
  });

  test('tenants without shares get none', () => {
    const plan = throughTheTemplate(() => ({ routes: { r: { targets: [target(DECLARED)] } }, tenants: { a: {} } }));
    expect(plan.tenants.get('a')).not.toHaveProperty('share');
    expect([...plan.targets.values()][0]!.capacity).not.toHaveProperty('guaranteed');
  });

  test('what a pool of targets can take, for each of them', () => {
    const capacity = { requestsPerMinute: 7, quotaTokensPerDay: 9, concurrentRequests: 2, pool: 'shared' };
    const plan = throughTheTemplate(() => ({
      routes: { r: { targets: [target({ name: 'a', capacity }), target({ name: 'b', region: 'us-west-2', capacity })] } }, tenants: { t: {} },
    }));
    const { pool, ...limits } = capacity;
    expect([plan.targets.get('a')!.capacity, plan.targets.get('b')!.capacity]).toEqual([{ pool, limits }, { pool, limits }]);
  });

  test('content filter fallbacks', () => {
    const plan = throughTheTemplate(() => ({
      routes: { r: { targets: [target()], contentFilterFallbacks: [{ targets: [target({ name: 'milder' })], strategy: RoutingStrategy.ordered() }] } },
      tenants: { a: {} },
    }));
    expect(plan.routes.get('r')!.filterFallbacks).toEqual([{ strategy: { kind: 'ordered' }, members: [{ target: 'milder', weight: 1 }] }]);
    expect(plan.targets.has('milder')).toBe(true);
  });

  test.each([
    [Hedging.afterSlowest5Percent(), {}],
    [Hedging.afterSlowest5Percent({ initialDelay: Duration.seconds(2) }), { initialDelayMs: 2_000 }],
    [undefined, undefined],
  ])('hedging (%#)', (hedging, expected) => {
    const plan = throughTheTemplate(() => ({
      routes: { r: { targets: [target(DECLARED), target({ ...DECLARED, region: 'us-west-2' })], hedging } }, tenants: { a: {} },
    }));
    expect(plan.routes.get('r')!.hedging).toEqual(expected);
  });

  test('what a model takes, where it is known or said', () => {
    const plan = throughTheTemplate(() => ({
      routes: {
        r: {
          targets: [
            target({ name: 'known' }),
            target({ name: 'said', contextWindow: 5_000, maxOutputTokens: 600 }),
            InferenceTarget.onDemand('vendor.unknown-model', { name: 'unknown' }),
          ],
        },
      },
      tenants: { a: {} },
    }));
    expect(plan.targets.get('known')).toMatchObject({ contextWindow: 1_000_000, maxOutputTokens: 128_000 });
    expect(plan.targets.get('said')).toMatchObject({ contextWindow: 5_000, maxOutputTokens: 600 });
    expect(plan.targets.get('unknown')).not.toHaveProperty('contextWindow');
    expect(plan.targets.get('unknown')).not.toHaveProperty('maxOutputTokens');
  });

  test('limits, fallbacks and tenants', () => {
    const plan = throughTheTemplate(() => ({
      routes: {
        r: {
          targets: [target({ capacity: { requestsPerMinute: 7, quotaTokensPerMinute: 9_000 }, name: 'first' })],
          fallbacks: [{ targets: [target({ region: 'us-west-2' })], strategy: RoutingStrategy.ordered() }],
          defaultMaxTokens: 100,
          maxTokensCeiling: 200,
          deadline: Duration.seconds(30),
          maxAttempts: 2,
        },
      },
      tenants: { a: { quota: { requestsPerMinute: 5 }, onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN }, b: { quota: { quotaTokensPerMinute: 6 } } },
    }));
    expect(plan.routes.get('r')).toMatchObject({ defaultMaxTokens: 100, maxTokensCeiling: 200, deadlineMs: 30_000, maxAttempts: 2 });
    expect(plan.routes.get('r')!.tiers).toHaveLength(2);
    expect(plan.targets.get('first')).toMatchObject({
      modelId: 'us.anthropic.claude-sonnet-4-6',
      region: 'us-east-1',
      burndown: 5,
      capacity: {
        pool: 'cross-region:anthropic.claude-sonnet-4-6@home', limits: { requestsPerMinute: 7, quotaTokensPerMinute: 9_000 },
      },
    });
    expect(plan.tenants.get('a')).toMatchObject({ quota: { requestsPerMinute: 5 }, onLedgerFailure: 'failOpen', routes: ['r'] });
    expect(plan.tenants.get('b')).toMatchObject({ quota: { quotaTokensPerMinute: 6 }, onLedgerFailure: 'failClosed' });
  });

  test('shards, and the tenants that are pinned to or shuffled over them', () => {
    const accounts = ['222222222222', '333333333333'].map((account) => target({ roleArn: InferenceAccountRole.arnFor(account, 'x'), name: account }));
    const plan = throughTheTemplate(() => ({
      routes: { r: { targets: [target({ name: 'here' }), target({ region: 'us-west-2', name: 'there', shard: 'home/us-west-2' }), ...accounts] } },
      tenants: { a: {}, p: { shards: ShardSelection.pinned('home/us-west-2', '222222222222') }, s: { shards: ShardSelection.shuffled(2) } },
    }));
    expect([...plan.targets].map(([name, { shard }]) => [name, shard])).toEqual([
      ['222222222222', '222222222222'], ['333333333333', '333333333333'], ['here', 'home'], ['there', 'home/us-west-2'],
    ]);
    expect(plan.tenants.get('a')).not.toHaveProperty('shards');
    expect(plan.tenants.get('p')!.shards).toEqual({ kind: 'pinned', shards: ['222222222222', 'home/us-west-2'] });
    expect(plan.tenants.get('s')!.shards).toEqual({ kind: 'shuffled', count: 2, shards: ['222222222222', '333333333333', 'home', 'home/us-west-2'] });
  });

  test('values that only a deployment knows', () => {
    const plan = throughTheTemplate((stack) => {
      const role = new Role(stack, 'Elsewhere', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      return {
        routes: { r: { targets: [target({ roleArn: role.roleArn, externalId: 'shared-secret', name: 'deferred' })] } },
        tenants: { a: {} },
      };
    });
    const { role, region } = plan.targets.get('deferred')!;
    expect(region).toBe('us-east-1');
    expect(role?.externalId).toBe('shared-secret');
    expect(role?.arn).toMatch(/^arn:aws:iam::111111111111:role\/Stack-Elsewhere/);
  });

  describe('application inference profiles', () => {
    const elsewhere = target({ region: 'us-west-2', name: 'elsewhere' });
    const global = InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6', { name: 'global' });
    const props = (applicationProfiles: ApplicationProfiles): ResilientInferenceProps => ({
      routes: { r: { targets: [target({ name: 'home' }), elsewhere] }, s: { targets: [target({ name: 'twin' }), global] } },
      tenants: { a: {}, b: { routes: ['r'] } },
      applicationProfiles,
    });
    const arn = /^arn:aws:bedrock:us-east-1:111111111111:application-inference-profile\/[0-9a-f]{12}$/;
    const arnsOf = (plan: LoadedPlan, name: string) => Object.fromEntries(plan.targets.get(name)!.applicationProfiles?.arns ?? []);

    test('of tenants, one for everything that is called, whichever target calls it', () => {
      const plan = throughTheTemplate(() => props(ApplicationProfiles.perTenant()));
      expect(plan.targets.get('home')!.applicationProfiles!.by).toBe('tenant');
      expect(arnsOf(plan, 'home')).toEqual({ a: expect.stringMatching(arn), b: expect.stringMatching(arn) });
      expect(arnsOf(plan, 'twin')).toEqual(arnsOf(plan, 'home'));
      expect(arnsOf(plan, 'global')).toEqual({ a: expect.stringMatching(arn) });
      expect(plan.targets.get('elsewhere')).not.toHaveProperty('applicationProfiles');
      expect(new Set([...Object.values(arnsOf(plan, 'home')), ...Object.values(arnsOf(plan, 'global'))]).size).toBe(3);
      expect(plan.targets.get('home')!.modelId).toBe('us.anthropic.claude-sonnet-4-6');
    });

    test('of routes', () => {
      const plan = throughTheTemplate(() => props(ApplicationProfiles.perRoute()));
      expect(plan.targets.get('home')!.applicationProfiles!.by).toBe('route');
      expect(arnsOf(plan, 'home')).toEqual({ r: expect.stringMatching(arn), s: expect.stringMatching(arn) });
      expect(arnsOf(plan, 'global')).toEqual({ s: expect.stringMatching(arn) });
    });

    test('one that exists already', () => {
      const plan = throughTheTemplate((stack) => {
        const profile = new CfnApplicationInferenceProfile(stack, 'Profile', {
          inferenceProfileName: 'mine', modelSource: { copyFrom: stack.formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: 'us.anthropic.claude-sonnet-4-6' }) },
        });
        const mine = InferenceTarget.applicationProfile(profile.attrInferenceProfileArn, { copiedFrom: 'us.anthropic.claude-sonnet-4-6', name: 'mine' });
        return { routes: { r: { targets: [mine] } }, tenants: { a: {} }, applicationProfiles: ApplicationProfiles.perTenant() };
      });
      expect(plan.targets.get('mine')).toMatchObject({ modelId: expect.stringMatching(arn), foundationModel: 'anthropic.claude-sonnet-4-6', burndown: 5 });
      expect(plan.targets.get('mine')).not.toHaveProperty('applicationProfiles');
    });

    test('as many as there can be, each with the name of its own tenant, within the limits of Lambda and IAM', () => {
      const names = Array.from({ length: 250 }, (_, index) => `tenant-${index}`);
      const { assembly, plan } = synthesized(() => ({
        routes: { r: { targets: [target({ name: 'home' })] } },
        tenants: Object.fromEntries(names.map((name) => [name, {}])),
        applicationProfiles: ApplicationProfiles.perTenant(),
      }));
      const tagged = new Map(assembly.resources.filter(({ type }) => type === 'AWS::Bedrock::ApplicationInferenceProfile').map(({ ref, properties }) => {
        const tags = properties().Tags as { readonly Key: string; readonly Value: string }[];
        return [tags.find(({ Key }) => Key === 'inference-tenant')!.Value, ref] as const;
      }));
      expect(plan.targets.get('home')!.applicationProfiles!.arns).toEqual(tagged);
      expect(tagged.size).toBe(250);

      // Of the function and of the policies: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
      const { environmentVariables } = assembly.functions.find(({ handler }) => handler === 'index.handler')!;
      expect(Object.entries(environmentVariables).flat().join('').length).toBeLessThanOrEqual(4_096);
      const sizes = (type: string) => assembly.resources.filter((resource) => resource.type === type)
        .map(({ properties }) => JSON.stringify(properties().PolicyDocument).length);
      expect(sizes('AWS::IAM::Policy').reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(10_240);
      for (const size of sizes('AWS::IAM::ManagedPolicy')) expect(size).toBeLessThanOrEqual(6_144);
      expect(sizes('AWS::IAM::ManagedPolicy').length).toBeLessThanOrEqual(10);
    });
  });

  test('guardrails, also such that only a deployment knows', () => {
    const plan = throughTheTemplate((stack) => {
      const made = new CfnGuardrail(stack, 'Guardrail', { name: 'g', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no' });
      const version = new CfnGuardrailVersion(made, 'Version', { guardrailIdentifier: made.attrGuardrailId });
      const guardrail = RouteGuardrail.perRegion(
        { [stack.region]: { identifier: made.attrGuardrailId, version: version.attrVersion }, 'us-west-2': { identifier: 'gr2', version: 'DRAFT' } },
        { streamProcessing: GuardrailStreamProcessing.ASYNC, trace: GuardrailTrace.ENABLED },
      );
      const away = target({ name: 'away', roleArn: InferenceAccountRole.arnFor('222222222222', 'x'), guardrail: { identifier: 'gr3', version: '4' } });
      const west = target({ name: 'west', region: 'us-west-2' });
      return { routes: { r: { targets: [target({ name: 'home' }), away], fallbacks: [{ targets: [west] }], guardrail }, open: { targets: [west] } }, tenants: { a: {} } };
    });
    expect(plan.routes.get('r')!.guardrail).toEqual({ streamProcessing: 'async', trace: 'enabled' });
    expect(plan.routes.get('open')).not.toHaveProperty('guardrail');
    const of = (name: string) => [...plan.targets.get(name)!.guardrails ?? []];
    expect(of('home')).toEqual([['r', { identifier: expect.stringMatching(/^[0-9a-f]{12}$/), version: '1' }]]);
    expect([of('away'), of('west')]).toEqual([[['r', { identifier: 'gr3', version: '4' }]], [['r', { identifier: 'gr2', version: 'DRAFT' }]]]);
  });

  test('API keys', () => {
    const { auth } = throughTheTemplate(() => ({ routes: { r: { targets: [target()] } }, tenants: { a: {}, b: {} } }));
    expect(auth).toEqual({ kind: 'credentials', accepts: [{ kind: 'apiKey' }], tenants: new Set(['a', 'b']) });
  });

  test('IAM principals, also such that only a deployment knows', () => {
    const { auth } = throughTheTemplate((stack) => {
      const role = new Role(stack, 'App', { path: '/apps/', assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      return {
        auth: GatewayAuth.iam(),
        routes: { r: { targets: [target()] } },
        tenants: {
          a: { iamPrincipals: [role.roleArn, 'arn:aws-cn:iam::222222222222:user/path/ci'] },
          b: { iamPrincipals: ['arn:aws:iam::333333333333:role/x/y/b'] },
        },
      };
    });
    expect(auth).toEqual({
      kind: 'iam',
      tenantOfPrincipal: new Map([
        [expect.stringMatching(/^aws:111111111111:role\/Stack-App/), 'a'], ['aws-cn:222222222222:user/ci', 'a'], ['aws:333333333333:role/b', 'b'],
      ]),
    });
  });

  test.each([
    ['a Lambda authorizer', {}, 'context', 'tenant', 'a', 'a'],
    ['a key of its context', { tenantContextKey: 'team' }, 'context', 'team', 'b', 'b'],
    ['a value that stands for a tenant', { tenants: { 'acme.example': 'b', 'other': 'a' } }, 'context', 'tenant', 'acme.example', 'b'],
    ['a value that stands for none', { tenants: { 'acme.example': 'b' } }, 'context', 'tenant', 'b', undefined],
    ['a value that every object has', {}, 'context', 'tenant', 'constructor', undefined],
    ['Cognito user pools', { tenantClaim: 'custom:tenant' }, 'claims', 'custom:tenant', 'a', 'a'],
  ])('an authorizer: %s', (_, options, place, name, value, tenant) => {
    const { auth } = throughTheTemplate((stack) => ({
      auth: GatewayAuth.authorizer(authorizerOf(stack, place === 'claims'), options), routes: { r: { targets: [target()] } }, tenants: { a: {}, b: {} },
    }));
    expect(auth).toMatchObject({ kind: 'authorizer', place, name });
    expect(auth.kind === 'authorizer' && auth.tenants.get(value)).toBe(tenant);
  });

  test('tokens of an issuer, also of one that only a deployment knows', () => {
    const { auth } = throughTheTemplate((stack) => ({
      auth: GatewayAuth.anyOf(GatewayAuth.apiKeys(), GatewayAuth.jwt({
        issuer: new UserPool(stack, 'Users').userPoolProviderUrl,
        audiences: ['app', 'other'],
        audienceClaim: 'client_id',
        tenantClaim: 'custom:tenant',
        tenants: { 'R&D': 'a', '__proto__x': 'b' },
        jwksUri: 'https://keys.example.com/jwks',
        requiredClaims: { token_use: ['access'] },
        requiredScopes: ['inference/ask'],
        clockTolerance: Duration.seconds(5),
      })),
      routes: { r: { targets: [target()] } },
      tenants: { a: {}, b: {} },
    }));
    expect(auth).toEqual({
      kind: 'credentials',
      accepts: [{ kind: 'apiKey' }, {
        kind: 'jwt',
        issuer: expect.stringContaining('Users'),
        audiences: ['app', 'other'],
        audienceClaim: 'client_id',
        tenantClaim: 'custom:tenant',
        tenants: new Map([['R&D', 'a'], ['__proto__x', 'b']]),
        jwksUri: 'https://keys.example.com/jwks',
        requiredClaims: { token_use: ['access'] },
        requiredScopes: ['inference/ask'],
        clockToleranceSeconds: 5,
      }],
      tenants: new Set(['a', 'b']),
    });
  });

  test('tokens whose claim is the name of a tenant', () => {
    const { auth } = throughTheTemplate(() => ({
      auth: GatewayAuth.jwt({ issuer: 'https://login.example.com', audiences: ['app'], tenantClaim: 'team' }),
      routes: { r: { targets: [target()] } },
      tenants: { a: {}, b: {} },
    }));
    expect(auth).toMatchObject({ accepts: [{ kind: 'jwt', issuer: 'https://login.example.com', tenants: new Map([['a', 'a'], ['b', 'b']]) }] });
  });

  test('a thousand tenants and fifty routes', () => {
    const names = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    const plan = throughTheTemplate(() => ({
      routes: Object.fromEntries(names(50, 'route-').map((name) => [name, { targets: [target({ name: `${name}-target` })] }])),
      tenants: Object.fromEntries(names(1_000, 'tenant-').map((name) => [name, { quota: { requestsPerMinute: 10 } }])),
    }));
    expect(plan.tenants.size).toBe(1_000);
    expect(plan.tenants.get('tenant-999')!.routes).toHaveLength(50);
  });
});
