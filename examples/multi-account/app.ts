import { App } from 'aws-cdk-lib';
import {
  InferenceMemberStack, InferenceMemberTemplate, InferenceShard, InferenceTarget, ResilientInferenceStack, RoutingStrategy, ShardSelection,
} from 'cdk-resilient-inference';

// Your own account ids, Regions and organization: set these variables, or change the defaults.
const [region, secondRegion] = (process.env.INFERENCE_REGIONS ?? 'us-east-1,us-west-2').split(',');
const gatewayAccount = process.env.GATEWAY_ACCOUNT ?? '111111111111';
const memberAccounts = (process.env.MEMBER_ACCOUNTS ?? '222222222222,333333333333').split(',');
const organizationId = process.env.ORGANIZATION_ID ?? 'o-a1b2c3d4e5';

const sonnet = 'us.anthropic.claude-sonnet-4-6';
const haiku = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';

// Every account once: where it is called, what it can take, and how the gateway gets into it.
const shards = memberAccounts.map((account) => InferenceShard.inAccount(account, {
  regions: [region, secondRegion],
  capacity: { [sonnet]: { requestsPerMinute: 200, quotaTokensPerMinute: 2_000_000 } },
  externalId: 'multi-account-example',
}));

const app = new App();

const hub = new ResilientInferenceStack(app, 'Inference', {
  env: { account: gatewayAccount, region },
  roleName: 'inference-gateway',
  routes: {
    // One model in every account and Region: four places with quotas of their own.
    'claude-sonnet': {
      targets: InferenceTarget.crossRegion(sonnet).inShards(shards),
      strategy: RoutingStrategy.roundRobin(),
      fallbacks: [{ targets: InferenceTarget.crossRegion(haiku).inShards(shards) }],
    },
  },
  tenants: {
    // Served wherever there is room, in turn.
    'platform': { quota: { requestsPerMinute: 600 } },
    // Each in one account of the two, chosen by its name: what one does to its account, the tenants of the other do not notice.
    'team-a': { shards: ShardSelection.shuffled(1) },
    'team-b': { shards: ShardSelection.shuffled(1) },
    // In this account and no other.
    'regulated': { shards: ShardSelection.pinned(memberAccounts[0]) },
  },
});

// One stack for each account, deployed with the hub ...
for (const [index, account] of memberAccounts.entries()) {
  new InferenceMemberStack(app, `InferenceMember${index + 1}`, { gateway: hub.inference, account, organizationId });
}

// ... or one template for all of them, for a StackSet.
if (process.env.STACK_SET === 'true') {
  new InferenceMemberTemplate(app, 'InferenceMembers', { gateway: hub.inference, organizationId });
}

app.synth();
