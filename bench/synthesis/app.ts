import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { InferenceAccountRole, InferenceTarget, ResilientInferenceStack } from '../../src';

/** How large an app is. */
export interface SynthesisSize {
  readonly tenants: number;
  readonly routes: number;
  readonly shards: number;
}

/** What CloudFormation has limits for, and the time. */
export interface SynthesisFigures {
  readonly milliseconds: number;
  readonly resources: number;
  readonly templateBytes: number;
  /** Of the largest policy of a role, its whitespace not counted, as IAM does not. */
  readonly policyCharacters: number;
  /** Of all names and values together, as far as they are known before a deployment. */
  readonly environmentBytes: number;
  readonly planBytes: number;
}

/** What the limits are, with where that is said. */
export const LIMITS = {
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
  resources: 500,
  templateBytes: 1_000_000,
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, inline policies of a role together */
  policyCharacters: 10_240,
  /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  environmentBytes: 4_096,
} as const;

const MODELS = [
  'anthropic.claude-sonnet-4-6', 'anthropic.claude-haiku-4-5-20251001-v1:0', 'amazon.nova-pro-v1:0', 'amazon.nova-lite-v1:0', 'amazon.nova-micro-v1:0',
];
const FIRST_SHARD_ACCOUNT = 222222222222;

/** A gateway whose every route is served in every shard, and whose every tenant may use every route. */
export function synthesize({ tenants, routes, shards }: SynthesisSize, now: () => number): SynthesisFigures {
  const outdir = mkdtempSync(join(tmpdir(), 'synthesis-'));
  try {
    const startedAt = now();
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new ResilientInferenceStack(app, 'Inference', {
      env: { account: '111111111111', region: 'us-east-1' },
      roleName: 'gateway',
      routes: named('route', routes, (route) => ({
        targets: Array.from({ length: shards }, (_, shard) => InferenceTarget.crossRegion(`us.${MODELS[route % MODELS.length]}`, shard === 0 ? {} : {
          roleArn: InferenceAccountRole.arnFor(String(FIRST_SHARD_ACCOUNT + shard), 'inference'),
        })),
      })),
      tenants: named('tenant', tenants, (tenant) => ({ quota: { requestsPerMinute: 60 + tenant, quotaTokensPerMinute: 200_000 } })),
    });
    const text = JSON.stringify(app.synth().getStackArtifact(stack.artifactId).template);
    return { milliseconds: now() - startedAt, ...figuresOf(text), planBytes: planBytesIn(outdir) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>;
}

function figuresOf(text: string) {
  const { Resources } = JSON.parse(text) as Template;
  const resources = Object.values(Resources);
  const policies = resources.filter(({ Type }) => Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy');
  const environments = resources.flatMap(({ Type, Properties }) => (Type === 'AWS::Lambda::Function' ? [Properties?.Environment] : []));
  return {
    resources: resources.length,
    templateBytes: Buffer.byteLength(text),
    policyCharacters: Math.max(0, ...policies.map(({ Properties }) => JSON.stringify(Properties?.PolicyDocument).length)),
    environmentBytes: Math.max(0, ...environments.map((environment) => JSON.stringify(environment ?? {}).length)),
  };
}

function planBytesIn(outdir: string): number {
  const asset = readdirSync(outdir).find((name) => name.startsWith('asset.'));
  const file = join(outdir, asset ?? '', 'plan.json');
  // A plan that cannot be read is no plan.
  JSON.parse(readFileSync(file, 'utf8'));
  return statSync(file).size;
}

function named<Value>(prefix: string, count: number, make: (index: number) => Value): Record<string, Value> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}-${index + 1}`, make(index)]));
}
