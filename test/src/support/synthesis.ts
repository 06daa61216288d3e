import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ensureGatewayBundle } from './gateway-bundle';
import type { Plan } from '../../../src/contract/plan';
import { InferenceTarget, ResilientInference, ResilientInferenceProps } from '../../../src/index';

ensureGatewayBundle();

export const ENV = { account: '111111111111', region: 'us-east-1' };
export const SONNET = 'us.anthropic.claude-sonnet-4-6';

/** The least that a gateway needs. */
export function minimalProps(): ResilientInferenceProps {
  return {
    routes: { sonnet: { targets: [InferenceTarget.crossRegion(SONNET)] } },
    tenants: { 'team-a': {} },
  };
}

export interface Synthesis {
  readonly stack: Stack;
  readonly inference: ResilientInference;
  readonly template: Template;
  /** As it lies in the function's code asset. */
  readonly plan: Plan;
  /** The content hash in the asset's name. */
  readonly assetHash: string;
}

/** One gateway called `Gateway` in a stack called `Stack`, synthesized to disk. */
export function synthesize(
  props: ResilientInferenceProps | ((stack: Stack) => ResilientInferenceProps),
  env: { account?: string; region?: string } = ENV,
): Synthesis {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env });
  const inference = new ResilientInference(stack, 'Gateway', typeof props === 'function' ? props(stack) : props);
  const template = Template.fromStack(stack);
  const outdir = app.outdir;
  const assets = fs.readdirSync(outdir).filter((name) => name.startsWith('asset.') && fs.existsSync(path.join(outdir, name, 'plan.json')));
  const [asset] = assets;
  if (asset === undefined || assets.length > 1) throw new Error(`expected one code asset with a plan in the assembly, found ${assets.length}`);
  return {
    stack,
    inference,
    template,
    plan: JSON.parse(fs.readFileSync(path.join(outdir, asset, 'plan.json'), 'utf8')) as Plan,
    assetHash: asset.slice('asset.'.length),
  };
}

/** Makes a gateway without synthesizing it, for the mistakes that its constructor finds. */
export function construct(props: ResilientInferenceProps, env: { account?: string; region?: string } = ENV): ResilientInference {
  return new ResilientInference(new Stack(new App(), 'Stack', { env }), 'Gateway', props);
}
