import { App } from 'aws-cdk-lib';
import { InferenceTarget, ResilientInferenceStack } from 'cdk-resilient-inference';
import { ENVIRONMENTS } from './settings';

const app = new App();

for (const [name, { account, region, settings }] of Object.entries(ENVIRONMENTS)) {
  new ResilientInferenceStack(app, `Inference${name}`, {
    env: { account, region },
    // Prod cannot be deleted by mistake, be it by `cdk destroy` or in the console.
    terminationProtection: settings.deletionProtection,
    routes: {
      'claude-sonnet': {
        targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')],
        fallbacks: [{ targets: [InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6')] }],
      },
    },
    tenants: { 'team-a': { quota: { requestsPerMinute: 60, quotaTokensPerMinute: 200_000 } } },
    ...settings,
  });
}

app.synth();
