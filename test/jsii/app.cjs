// The app whose template those of python/app.py and java/…/GatewayApp.java have to equal.
const { App, CfnOutput, Duration, RemovalPolicy } = require('aws-cdk-lib');
const {
  Affinity, ApplicationProfiles, GatewayAuth, InferenceAccountRole, InferenceTarget, LedgerFailurePolicy, MidStreamPolicy, Priority,
  ResilientInferenceStack, RoutingStrategy, ShardSelection,
} = require('../../lib');

const app = new App({ outdir: process.env.CDK_OUTDIR, analyticsReporting: false });

const stack = new ResilientInferenceStack(app, 'Inference', {
  env: { account: '111111111111', region: 'us-east-1' },
  removalPolicy: RemovalPolicy.RETAIN,
  routes: {
    'claude-sonnet': {
      targets: [
        InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { weight: 3 }),
        InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
          roleArn: InferenceAccountRole.arnFor('222222222222', 'inference-shard'), externalId: 'of-the-app',
        }),
      ],
      strategy: RoutingStrategy.roundRobin(),
      fallbacks: [{ targets: [InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6', { capacity: { requestsPerMinute: 100 } })] }],
      defaultMaxTokens: 1_000,
      maxTokensCeiling: 8_000,
      deadline: Duration.minutes(2),
      midStream: MidStreamPolicy.resume(),
    },
    'nova': { targets: [InferenceTarget.onDemand('amazon.nova-pro-v1:0', { burndown: 1 })], affinity: Affinity.header('x-conversation-id') },
  },
  tenants: {
    'team-a': {
      quota: { requestsPerMinute: 60, usdPerDay: 20 },
      routes: ['claude-sonnet'],
      shards: ShardSelection.pinned('home'),
      onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN,
      share: { guaranteed: { requestsPerMinute: 10 }, weight: 2, priority: Priority.BATCH },
    },
    'team-b': {},
  },
  models: { 'amazon.nova-pro': { price: { inputPerMillionTokens: 1, outputPerMillionTokens: 4 } } },
  auth: GatewayAuth.apiKeys(),
  applicationProfiles: ApplicationProfiles.perTenant({ tags: { 'cost-center': '4711' } }),
  tokenCounting: true,
});

// What grants and metrics give has to come through as well.
new CfnOutput(stack, 'Requests', { value: stack.inference.metricRequests({ period: Duration.minutes(1) }).metricName });
new CfnOutput(stack, 'Url', { value: stack.inference.url });

app.synth();
