import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ENV, minimalProps } from './support/synthesis';
import { ResilientInferenceStack } from '../../src/index';

function stackTemplate(): Template {
  return Template.fromStack(new ResilientInferenceStack(new App(), 'Inference', { env: ENV, description: 'team gateway', ...minimalProps() }));
}

test('the stack passes the properties of every stack on', () => {
  expect(stackTemplate().toJSON().Description).toBe('team gateway');
});

test('the stack tells the endpoint, the table and the command for the first key, and nothing else', () => {
  const outputs = stackTemplate().toJSON().Outputs;
  expect(Object.keys(outputs).sort()).toEqual(['CreateFirstKeyCommand', 'EndpointUrl', 'TableName']);
  expect(outputs.TableName.Value).toEqual({ Ref: expect.stringMatching(/^GatewayTable/) });
});

test('the command for the first key names the Region, the table and a tenant that exists', () => {
  stackTemplate().hasOutput('CreateFirstKeyCommand', {
    Value: { 'Fn::Join': ['', ['npx cdk-resilient-inference keys create --region us-east-1 --table ', { Ref: Match.stringLikeRegexp('^GatewayTable') }, ' --tenant team-a']] },
  });
});

test('the endpoint is the URL of the stage', () => {
  stackTemplate().hasOutput('EndpointUrl', {
    Value: { 'Fn::Join': ['', ['https://', { Ref: Match.stringLikeRegexp('^GatewayApi') }, '.execute-api.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/', { Ref: Match.stringLikeRegexp('Stageprod') }, '/']] },
  });
});

test('the gateway is a child that can be reached', () => {
  const stack = new ResilientInferenceStack(new App(), 'Inference', minimalProps());
  expect(stack.inference.node.path).toBe('Inference/Gateway');
});
