/**
 * Provisioned Throughput without a commitment as the first tier of a route, on demand as the second.
 *
 * Deploying it buys a model unit and costs money by the hour until the stack is destroyed. It needs us-east-1 and an
 * account to which AWS Support has granted a model unit of Nova Lite; without one the deployment fails with
 * ServiceQuotaExceededException, and nothing has been bought.
 *
 * The package's name is resolved by the `paths` of integ/tsconfig.json, which tsx reads:
 *   integ-runner --directory integ --language typescript --app 'npx tsx {filePath}'
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { InferenceTarget, ProvisionedThroughput, ResilientInference } from 'cdk-resilient-inference';

const app = new App();
const stack = new Stack(app, 'integ-resilient-inference-provisioned-throughput', { env: { region: 'us-east-1' } });

const provisioned = new ProvisionedThroughput(stack, 'Nova', {
  model: 'amazon.nova-lite-v1:0:300k',
  modelUnits: 1,
  waitLimit: Duration.minutes(50),
  tags: { purpose: 'integ' },
});

new ResilientInference(stack, 'Gateway', {
  routes: {
    assistant: { targets: [provisioned.asTarget()], fallbacks: [{ targets: [InferenceTarget.crossRegion('us.amazon.nova-lite-v1:0')] }] },
  },
  tenants: { 'team-a': {} },
});

new IntegTest(app, 'ProvisionedThroughput', { testCases: [stack] });

app.synth();
