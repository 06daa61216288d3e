/**
 * A gateway with every kind of target, routing strategy and tenant policy, in one account.
 *
 * Needs one account and Region (a Region of the `us` geography). Deploying it calls no model; to call one,
 * create a key with the command in the stack's outputs. The target of another account is only named: it is
 * called once a role of that name exists there.
 *
 * The package's name is resolved by the `paths` of integ/tsconfig.json, which tsx reads:
 *   integ-runner --directory integ --language typescript --app 'npx tsx {filePath}'
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration } from 'aws-cdk-lib';
import {
  InferenceAccountRole,
  InferenceTarget,
  LedgerFailurePolicy,
  ResilientInferenceStack,
  RoutingStrategy,
} from 'cdk-resilient-inference';

const app = new App();

const stack = new ResilientInferenceStack(app, 'integ-resilient-inference-quickstart', {
  routes: {
    'claude-sonnet': {
      targets: [
        InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { weight: 3 }),
        InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
          roleArn: InferenceAccountRole.arnFor('222222222222', 'integ-inference-shard'),
          externalId: 'integ-quickstart',
        }),
      ],
      strategy: RoutingStrategy.roundRobin(),
      fallbacks: [
        { targets: [InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6', { capacity: { quotaTokensPerMinute: 1_000_000 } })] },
      ],
    },
    'claude-haiku': {
      targets: [InferenceTarget.onDemand('anthropic.claude-3-haiku-20240307-v1:0')],
      strategy: RoutingStrategy.ordered(),
      defaultMaxTokens: 1024,
      maxTokensCeiling: 4096,
      deadline: Duration.minutes(1),
      maxAttempts: 2,
    },
  },
  tenants: {
    'team-a': { quota: { requestsPerMinute: 60, quotaTokensPerMinute: 200_000 }, routes: ['claude-sonnet'] },
    'team-b': { quota: { requestsPerMinute: 10 }, onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN },
  },
});

new IntegTest(app, 'Quickstart', { testCases: [stack] });

app.synth();
