/**
 * A gateway that calls Bedrock in its own account and in a second one, which gives it a role.
 *
 * Needs two accounts that are bootstrapped, in the Region us-east-1, and credentials that may deploy to both:
 * GATEWAY_ACCOUNT and MEMBER_ACCOUNT name them. Deploying it calls no model.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { InferenceMemberStack, InferenceShard, InferenceTarget, ResilientInferenceStack, ShardSelection } from 'cdk-resilient-inference';

const region = 'us-east-1';
const gatewayAccount = process.env.GATEWAY_ACCOUNT ?? '111111111111';
const memberAccount = process.env.MEMBER_ACCOUNT ?? '222222222222';
const sonnet = 'us.anthropic.claude-sonnet-4-6';

const app = new App();

const hub = new ResilientInferenceStack(app, 'integ-resilient-inference-hub', {
  env: { account: gatewayAccount, region },
  roleName: 'integ-resilient-inference-gateway',
  routes: {
    'claude-sonnet': {
      targets: InferenceTarget.crossRegion(sonnet).inShards([
        InferenceShard.home({ regions: [region] }),
        InferenceShard.inAccount(memberAccount, { regions: [region], externalId: 'integ-resilient-inference' }),
      ]),
    },
  },
  tenants: { everywhere: {}, pinned: { shards: ShardSelection.pinned(memberAccount) } },
});

const member = new InferenceMemberStack(app, 'integ-resilient-inference-member', { gateway: hub.inference, account: memberAccount });

new IntegTest(app, 'MultiAccount', { testCases: [hub, member] });

app.synth();
