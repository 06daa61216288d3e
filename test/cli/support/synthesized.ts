import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { InferenceMemberStack, InferenceTarget, ResilientInferenceStack, ResilientInferenceStackProps } from '../../../src';
import '../../src/support/synthesis';

export const ENV = { account: '111111111111', region: 'us-east-1' };

interface Surroundings {
  /** The other accounts that get a stack. */
  readonly members?: readonly string[];
  readonly context?: Record<string, unknown>;
}

/** What `cdk synth` would have written for a gateway with these targets, and for the accounts that it calls. */
export function synthesized(
  targets: InferenceTarget[],
  { members = [], context, ...props }: Partial<ResilientInferenceStackProps> & Surroundings = {},
): string {
  const outdir = mkdtempSync(join(tmpdir(), 'cli-'));
  const app = new App({ outdir, analyticsReporting: false, context });
  const hub = new ResilientInferenceStack(app, 'Inference', {
    env: ENV, roleName: 'inference-gateway', routes: { r: { targets } }, tenants: { t: {} }, ...props,
  });
  for (const account of members) new InferenceMemberStack(app, `Member${account}`, { gateway: hub.inference, account });
  app.synth();
  return outdir;
}
