import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ResilientInference } from './resilient-inference';
import { ResilientInferenceProps } from './resilient-inference-props';

/** Properties of `ResilientInferenceStack`. */
export interface ResilientInferenceStackProps extends StackProps, ResilientInferenceProps {}

/**
 * A stack that is one gateway, with the outputs that its operator needs first.
 *
 * @example
 * const app = new App();
 * new ResilientInferenceStack(app, 'Inference', {
 *   routes: {
 *     'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] },
 *   },
 *   tenants: { 'team-a': {} },
 * });
 */
export class ResilientInferenceStack extends Stack {
  /** The gateway. */
  public readonly inference: ResilientInference;

  constructor(scope: Construct, id: string, props: ResilientInferenceStackProps) {
    super(scope, id, props);
    this.inference = new ResilientInference(this, 'Gateway', props);

    const { tableName } = this.inference.table;
    new CfnOutput(this, 'EndpointUrl', { description: 'Where clients send their requests', value: this.inference.url });
    new CfnOutput(this, 'TableName', { description: 'The table of quotas and API keys', value: tableName });
    if (!this.inference._auth.accepts.includes('apiKey')) return;
    const [tenant] = Object.keys(props.tenants ?? {});
    new CfnOutput(this, 'CreateFirstKeyCommand', {
      description: 'Creates the first API key',
      value: `npx cdk-resilient-inference keys create --region ${this.region} --table ${tableName} --tenant ${tenant}`,
    });
  }
}
