import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as fc from 'fast-check';
import { Gateway, gatewayOf } from './permissions';
import { readAssembly } from '../../../local/assembly/read-assembly';
import { ApplicationProfiles, InferenceAccountRole, InferenceTarget, ResilientInference, RouteGuardrail } from '../../../src/index';
import { ensureGatewayBundle } from '../../src/support/gateway-bundle';

export const HOME = '111111111111';
export const SHARDS = ['222222222222', '333333333333'] as const;
export const REGIONS = ['us-east-1', 'us-west-2', 'eu-central-1'] as const;
const ROLE = 'inference-shard';
const PROFILE = `arn:aws:bedrock:us-east-1:${HOME}:application-inference-profile/abc123abc123`;
const PROVISIONED = `arn:aws:bedrock:us-east-1:${HOME}:provisioned-model/abcdefabcdef`;

/** What the application profiles and the Provisioned Throughput of the apps below are of. */
export const REGISTERED = { [PROFILE]: `arn:aws:bedrock:us-east-1:${HOME}:inference-profile/us.amazon.nova-pro-v1:0`, [PROVISIONED]: 'amazon.nova-lite-v1:0' };

/** Everything that a call can name here; whatever a gateway calls is among it. */
export const MODEL_IDS = [
  'amazon.nova-micro-v1:0', 'amazon.nova-pro-v1:0', 'anthropic.claude-sonnet-4-6', 'us.anthropic.claude-sonnet-4-6', 'us.amazon.nova-pro-v1:0', 'eu.anthropic.claude-sonnet-4-6',
  'global.anthropic.claude-sonnet-4-6', PROFILE, PROVISIONED,
] as const;

/** A target, described by what decides its permissions. */
export interface TargetSpec {
  readonly modelId: typeof MODEL_IDS[number];
  readonly region?: string;
  readonly account?: string;
}

/** An app with one gateway. */
export interface AppSpec {
  readonly targets: readonly TargetSpec[];
  readonly tokenCounting?: boolean;
  readonly guardrail?: boolean;
  readonly profiles?: 'tenant' | 'route';
  readonly encryptionKey?: boolean;
  readonly tracing?: boolean;
  readonly vpc?: boolean;
}

const elsewhere = fc.constantFrom<Pick<TargetSpec, 'account'>>({}, {}, { account: SHARDS[0] }, { account: SHARDS[1] });
const inGeography = (modelId: TargetSpec['modelId'], ...regions: string[]) =>
  fc.tuple(fc.constantFrom(undefined, ...regions), elsewhere).map(([region, place]): TargetSpec => ({ modelId, region, ...place }));

const target = fc.oneof(
  inGeography('amazon.nova-micro-v1:0', 'us-west-2', 'eu-central-1'),
  inGeography('us.anthropic.claude-sonnet-4-6', 'us-west-2'),
  inGeography('us.amazon.nova-pro-v1:0', 'us-west-2'),
  inGeography('global.anthropic.claude-sonnet-4-6', 'us-west-2', 'eu-central-1'),
  fc.constantFrom<TargetSpec>({ modelId: PROFILE }, { modelId: PROVISIONED }),
);

export const appSpec: fc.Arbitrary<AppSpec> = fc.record({
  targets: fc.uniqueArray(target, { minLength: 1, maxLength: 6, selector: (spec) => JSON.stringify([spec.modelId, spec.region ?? 'us-east-1', spec.account]) }),
  tokenCounting: fc.boolean(),
  guardrail: fc.boolean(),
  profiles: fc.constantFrom(undefined, undefined, 'tenant' as const, 'route' as const),
  encryptionKey: fc.boolean(),
  tracing: fc.boolean(),
  vpc: fc.boolean(),
});

/** Synthesizes an app and reads what would be deployed. */
export function synthesizeSpec(spec: AppSpec): Gateway {
  ensureGatewayBundle();
  const outdir = mkdtempSync(join(tmpdir(), 'proof-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new Stack(app, 'Gateway', { env: { account: HOME, region: 'us-east-1' } });
    const targets = spec.targets.map((each) => ({ ...each, target: targetOf(each, spec.guardrail ?? false) }));
    new ResilientInference(stack, 'Gateway', {
      roleName: 'gateway',
      routes: {
        r: {
          targets: targets.map((each) => each.target),
          ...spec.guardrail && { guardrail: RouteGuardrail.perRegion(Object.fromEntries(REGIONS.map((region) => [region, guardrailIn(region)]))) },
        },
      },
      tenants: { a: {}, b: {} },
      tokenCounting: spec.tokenCounting,
      applicationProfiles: spec.profiles && (spec.profiles === 'tenant' ? ApplicationProfiles.perTenant() : ApplicationProfiles.perRoute()),
      encryptionKey: spec.encryptionKey ? new Key(stack, 'Key') : undefined,
      tracing: spec.tracing,
      vpc: spec.vpc ? Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] }) : undefined,
    });
    for (const account of SHARDS) {
      const through = targets.filter((each) => each.account === account);
      if (through.length === 0) continue;
      new InferenceAccountRole(new Stack(app, `Shard${account}`, { env: { account, region: 'us-east-1' } }), 'Role', {
        gatewayAccount: HOME, gatewayRoleName: 'gateway', targets: through.map((each) => each.target),
      });
    }
    app.synth();
    return gatewayOf(readAssembly(outdir), REGISTERED);
  } finally {
    // What is needed of the assembly has been read, except the plan, which gatewayOf() has.
    rmSync(outdir, { recursive: true, force: true });
  }
}

function guardrailIn(region: string) {
  return { identifier: `gr${region.replace(/\D/g, '')}a2b3c4d5e`, version: '1' };
}

function targetOf({ modelId, region, account }: TargetSpec, guarded: boolean): InferenceTarget {
  const options = {
    region,
    ...account === undefined ? {} : { roleArn: InferenceAccountRole.arnFor(account, ROLE), ...guarded && { guardrail: guardrailIn(region ?? 'us-east-1') } },
  };
  if (modelId === PROFILE) return InferenceTarget.applicationProfile(PROFILE, { ...options, copiedFrom: 'us.amazon.nova-pro-v1:0' });
  if (modelId === PROVISIONED) return InferenceTarget.onDemand(PROVISIONED, { ...options, foundationModel: 'amazon.nova-lite-v1:0' });
  if (modelId.startsWith('global.')) return InferenceTarget.globalCrossRegion(modelId, options);
  return /^(us|eu)\./.test(modelId) ? InferenceTarget.crossRegion(modelId, options) : InferenceTarget.onDemand(modelId, options);
}
