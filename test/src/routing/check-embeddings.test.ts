import { App, Stack } from 'aws-cdk-lib';
import { InferenceTarget, RouteProps } from '../../../src/index';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { expectError } from '../support/errors';
import { ENV } from '../support/synthesis';

const TITAN = InferenceTarget.onDemand('amazon.titan-embed-text-v2:0');
const TITAN_V1 = InferenceTarget.onDemand('amazon.titan-embed-text-v1');
const COHERE = InferenceTarget.crossRegion('us.cohere.embed-v4:0');
const NOVA = InferenceTarget.onDemand('amazon.nova-pro-v1:0');
const PROVISIONED = 'arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc';

const bind = (props: RouteProps) => () => bindRoutes(new Stack(new App(), 'Stack', { env: ENV }), { vectors: props });

test.each<[string, RouteProps, readonly string[]]>([
  ['another version', { targets: [TITAN, TITAN_V1] }, ["'amazon.titan-embed-text-v2:0'", "'amazon.titan-embed-text-v1'"]],
  ['a model that writes, as a fallback', { targets: [TITAN], fallbacks: [{ targets: [NOVA] }] }, ["calls 'amazon.nova-pro-v1:0'"]],
  ['an embedding model behind one that writes', { targets: [NOVA], fallbacks: [{ targets: [COHERE] }] }, ["vectors from 'cohere.embed-v4:0'"]],
  ['another one for filtered answers', { targets: [TITAN], contentFilterFallbacks: [{ targets: [COHERE] }] }, ["calls 'cohere.embed-v4:0'"]],
  ['a model that is not known', { targets: [TITAN, InferenceTarget.onDemand(PROVISIONED)] }, ['give the target its foundationModel']],
])('a route of an embedding model that has %s is refused', (_, props, said) => {
  expectError(bind(props), 'MixedEmbeddings', "route 'vectors'", 'vectors of different models cannot be compared', '(at Stack)', ...said);
});

test.each<[string, RouteProps]>([
  ['other Regions and accounts', {
    targets: [TITAN, InferenceTarget.onDemand('amazon.titan-embed-text-v2:0', { region: 'us-west-2' })],
    fallbacks: [{ targets: [InferenceTarget.onDemand('amazon.titan-embed-text-v2:0', { roleArn: 'arn:aws:iam::222222222222:role/shard' })] }],
  }],
  ['another profile', { targets: [COHERE], fallbacks: [{ targets: [InferenceTarget.globalCrossRegion('global.cohere.embed-v4:0')] }] }],
  ['Provisioned Throughput', { targets: [InferenceTarget.onDemand(PROVISIONED, { foundationModel: 'amazon.titan-embed-text-v2:0' }), TITAN] }],
])('the same model in %s is accepted', (_, props) => {
  expect(bind(props)).not.toThrow();
});
