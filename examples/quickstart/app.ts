import { App, Stack } from 'aws-cdk-lib';
import { InferenceAccountRole, InferenceTarget, ResilientInferenceStack, RoutingStrategy } from 'cdk-resilient-inference';

// Your own account ids and Region: set these variables, or change the defaults.
const region = process.env.INFERENCE_REGION ?? 'us-east-1';
const gatewayAccount = process.env.GATEWAY_ACCOUNT ?? '111111111111';
const shardAccounts = [process.env.SHARD_ACCOUNT_1 ?? '222222222222', process.env.SHARD_ACCOUNT_2 ?? '333333333333'];

const gatewayRoleName = 'inference-gateway';
const shardRoleName = 'inference-shard';

// One model in two accounts: each account brings its own Bedrock quotas.
const shards = shardAccounts.map((account) => InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-5-20250929-v1:0', {
  roleArn: InferenceAccountRole.arnFor(account, shardRoleName),
}));

const app = new App();

new ResilientInferenceStack(app, 'Inference', {
  env: { account: gatewayAccount, region },
  roleName: gatewayRoleName,
  routes: {
    // Bedrock chooses the Region, within the geography of the profile.
    'cross-region': {
      targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')],
    },
    // Requests alternate between two accounts.
    'sharded': {
      targets: shards,
      strategy: RoutingStrategy.roundRobin(),
    },
    // The gateway knows what each target can take, and leaves a full one before calling it.
    'fallback-declared': {
      targets: [InferenceTarget.crossRegion('us.anthropic.claude-opus-4-6-v1', { capacity: { requestsPerMinute: 3 } })],
      fallbacks: [{ targets: [InferenceTarget.crossRegion('us.anthropic.claude-haiku-4-5-20251001-v1:0', { capacity: { requestsPerMinute: 25 } })] }],
    },
    // Only Bedrock knows what each target can take: a throttled call moves on to the next.
    'fallback-discovered': {
      targets: [InferenceTarget.crossRegion('us.anthropic.claude-opus-4-5-20251101-v1:0')],
      fallbacks: [{ targets: [InferenceTarget.crossRegion('us.anthropic.claude-3-5-haiku-20241022-v1:0')] }],
    },
    // Two models share the load, a third takes what they cannot.
    'balanced': {
      targets: [
        InferenceTarget.crossRegion('us.amazon.nova-pro-v1:0', { capacity: { requestsPerMinute: 3 } }),
        InferenceTarget.crossRegion('us.meta.llama4-maverick-17b-instruct-v1:0', { capacity: { requestsPerMinute: 3 } }),
      ],
      fallbacks: [{ targets: [InferenceTarget.crossRegion('us.amazon.nova-lite-v1:0', { capacity: { requestsPerMinute: 25 } })] }],
    },
    // Several tenants on one target: each is held to its own quota.
    'isolated': {
      targets: [InferenceTarget.crossRegion('us.amazon.nova-micro-v1:0')],
    },
  },
  tenants: {
    'demo': { quota: { requestsPerMinute: 1000 } },
    'tenant-a': { quota: { requestsPerMinute: 3 }, routes: ['isolated'] },
    'tenant-b': { quota: { requestsPerMinute: 10 }, routes: ['isolated'] },
    'tenant-c': { quota: { requestsPerMinute: 10 }, routes: ['isolated'] },
  },
});

shardAccounts.forEach((account, index) => {
  const stack = new Stack(app, `InferenceShard${index + 1}`, { env: { account, region } });
  new InferenceAccountRole(stack, 'InferenceRole', { gatewayAccount, gatewayRoleName, targets: [shards[index]] });
});

app.synth();
