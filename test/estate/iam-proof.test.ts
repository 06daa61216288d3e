import * as fc from 'fast-check';
import { appSpec, AppSpec, HOME, MODEL_IDS, REGIONS, SHARDS, synthesizeSpec } from './support/generated-apps';
import { bedrockCall, Call, Check, Gateway, isAllowed, neededCalls, Place, simpleCall, withoutParts } from './support/permissions';
import type { Role } from '../../local/assembly/model';
import { parsePolicy } from '../../local/iam/policy';
import { evaluateTrust } from '../../local/iam/trust';

/** One app for each kind of target and each option, so that no permission of one hides what another lacks. */
const KINDS: Readonly<Record<string, AppSpec>> = {
  'a foundation model': { targets: [{ modelId: 'amazon.nova-micro-v1:0' }] },
  'a foundation model of another Region': { targets: [{ modelId: 'amazon.nova-micro-v1:0', region: 'us-west-2' }] },
  'a geographic profile': { targets: [{ modelId: 'us.anthropic.claude-sonnet-4-6' }] },
  'a geographic profile from another Region': { targets: [{ modelId: 'us.anthropic.claude-sonnet-4-6', region: 'us-west-2' }] },
  'a Global profile': { targets: [{ modelId: 'global.anthropic.claude-sonnet-4-6' }] },
  'an application profile': { targets: [{ modelId: MODEL_IDS[7] }] },
  'Provisioned Throughput': { targets: [{ modelId: MODEL_IDS[8] }] },
  'another account': { targets: [{ modelId: 'us.anthropic.claude-sonnet-4-6', account: SHARDS[0] }] },
  'a Global profile in another account': { targets: [{ modelId: 'global.anthropic.claude-sonnet-4-6', account: SHARDS[0] }] },
  'a guardrail': { targets: [{ modelId: 'us.anthropic.claude-sonnet-4-6' }], guardrail: true },
  'a guardrail in another account': { targets: [{ modelId: 'us.anthropic.claude-sonnet-4-6', account: SHARDS[0] }], guardrail: true },
  'counted tokens': { targets: [{ modelId: 'us.anthropic.claude-sonnet-4-6' }], tokenCounting: true },
  'profiles of tenants': { targets: [{ modelId: 'us.anthropic.claude-sonnet-4-6' }], profiles: 'tenant' },
  'profiles of routes': { targets: [{ modelId: 'global.anthropic.claude-sonnet-4-6' }], profiles: 'route' },
  'a key, traces and a VPC': { targets: [{ modelId: 'amazon.nova-micro-v1:0' }], encryptionKey: true, tracing: true, vpc: true },
};

const roleOf = ({ assembly }: Gateway, arn: string): Role => assembly.roles.find((role) => role.arn === arn)!;

/** Contexts that mean the same are written the same. */
const keyOf = ({ action, resource, context = {} }: Check) => JSON.stringify([action, resource, Object.entries(context).sort()]);

/** Who may call a model directly may call it through whatever profile. */
function directly({ context: { 'bedrock:InferenceProfileArn': _profile, ...context } = {}, ...check }: Check): Check {
  return { ...check, context };
}

/** Calls of any model from any Region, and whatever else somebody could do who has taken over a role. */
function possibleCalls(gateway: Gateway, place: Omit<Place, 'region'>): Call[] {
  const { registered, assembly } = gateway;
  const modelIds = [...MODEL_IDS, ...registered.keys(), `arn:aws:bedrock:us-east-1:${HOME}:application-inference-profile/somebodyelse`];
  const models = REGIONS.flatMap((region) => modelIds.flatMap((modelId) => (['Converse', 'ConverseStream', 'CountTokens'] as const).flatMap((operation) => {
    try {
      return [bedrockCall(operation, modelId, { ...place, region }, registered)];
    } catch {
      // There is no such model in the Region or the account: nothing to call.
      return [];
    }
  })));
  const table = assembly.tables[0]!.arn;
  const [logGroup] = assembly.logGroups;
  const code = { 'lambda:SourceFunctionArn': gateway.handler.arn };
  const others: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
    ...['DeleteItem', 'PutItem', 'Scan', 'Query', 'BatchWriteItem', 'DeleteTable', 'UpdateTable', 'ConditionCheckItem'].map((name) => [`dynamodb:${name}`, table] as const),
    ...['BatchGetItem', 'GetItem', 'UpdateItem'].flatMap((name) => [
      [`dynamodb:${name}`, `${table}x`], [`dynamodb:${name}`, `${table}/index/i`], [`dynamodb:${name}`, table.replace(HOME, SHARDS[0])], [`dynamodb:${name}`, table.replace('us-east-1', 'us-west-2')],
    ] as const),
    ['logs:PutLogEvents', `arn:aws:logs:us-east-1:${HOME}:log-group:another:log-stream:s`], ['logs:DeleteLogGroup', logGroup!.arn], ['logs:GetLogEvents', logGroup!.arn],
    ...['gateway', 'inference-shard', 'admin'].flatMap((name) => [HOME, ...SHARDS, '444444444444'].map((account) => ['sts:AssumeRole', `arn:aws:iam::${account}:role/${name}`] as const)),
    ['bedrock:ApplyGuardrail', `arn:aws:bedrock:us-east-1:${HOME}:guardrail/another`], ['bedrock:DeleteGuardrail', `arn:aws:bedrock:us-east-1:${HOME}:guardrail/gr1a2b3c4d5e`],
    ['bedrock:ListFoundationModels', '*'], ['bedrock:CreateProvisionedModelThroughput', '*'], ['bedrock:InvokeModel', '*'], ['bedrock:CallWithBearerToken', '*'],
    ['bedrock:DeleteInferenceProfile', MODEL_IDS[7]], ['kms:Decrypt', `arn:aws:kms:us-east-1:${HOME}:key/another`], ['kms:ScheduleKeyDeletion', `arn:aws:kms:us-east-1:${HOME}:key/another`],
    ['ec2:CreateNetworkInterface', `arn:aws:ec2:us-east-1:${HOME}:network-interface/eni-1`, code], ['ec2:DescribeSubnets', '*', code],
    ['ec2:CreateNetworkInterface', `arn:aws:ec2:us-west-2:${HOME}:network-interface/eni-1`], ['ec2:CreateNetworkInterface', 'arn:aws:ec2:us-east-1:555555555555:subnet/subnet-1', code],
    ['ec2:CreateNetworkInterface', 'arn:aws:ec2:us-east-1:555555555555:network-interface/eni-1'], ['ec2:DeleteNetworkInterface', 'arn:aws:ec2:us-east-1:555555555555:subnet/subnet-1'], ['ec2:RunInstances', `arn:aws:ec2:us-east-1:${HOME}:instance/*`],
    ['xray:GetTraceSummaries', '*'], ['iam:PassRole', '*'], ['iam:CreateAccessKey', '*'], ['s3:GetObject', 'arn:aws:s3:::bucket/key'], ['secretsmanager:GetSecretValue', '*'],
    ['lambda:UpdateFunctionCode', gateway.handler.arn], ['lambda:InvokeFunction', gateway.handler.arn], ['execute-api:Invoke', `arn:aws:execute-api:us-east-1:${HOME}:*/*`],
  ];
  return [...models, ...others.map(([action, resource, context]) => simpleCall(action, resource, context))];
}

/**
 * Where profiles are made for tenants or routes, what they are copies of may be called through any profile of the account and
 * Region that somebody may call, which nobody may but those (decision 0016).
 */
function isThroughSomeProfile({ plan }: Gateway, { context = {} }: Check): boolean {
  return plan.applicationProfiles !== undefined && (context['bedrock:InferenceProfileArn'] ?? '').startsWith(`arn:aws:bedrock:us-east-1:${HOME}:application-inference-profile/`);
}

/** Calls that are allowed and not needed, or needed and not allowed; of calls that are denied, also the parts that are allowed. */
function mistakesOf(gateway: Gateway): string[] {
  return [...neededCalls(gateway)].flatMap(([arn, needed]) => {
    const role = roleOf(gateway, arn);
    const checks = new Set(needed.flatMap((call) => call.checks.map(keyOf)));
    const missing = needed.filter((call) => !isAllowed(role, call)).map(({ what }) => `${arn} is denied ${what}`);
    const possible = possibleCalls(gateway, { accountId: role.accountId });
    const isNeeded = (check: Check) => checks.has(keyOf(check)) || checks.has(keyOf(directly(check)));
    const parts = [...new Map(possible.flatMap((call) => call.checks).map((check) => [keyOf(check), check])).entries()]
      .filter(([, check]) => !isThroughSomeProfile(gateway, check))
      .map(([what, check]): Call => ({ what, checks: [check] }));
    const excessive = [...possible, ...parts]
      .filter((call) => !call.checks.every(isNeeded) && isAllowed(role, call))
      .map(({ what }) => `${arn} is allowed ${what}`);
    return [...missing, ...excessive];
  });
}

describe.each(Object.entries(KINDS))('the permissions for %s', (_name, spec) => {
  const gateway = synthesizeSpec(spec);
  const needed = [...neededCalls(gateway)].map(([arn, calls]) => ({ role: roleOf(gateway, arn), calls }));

  test('allow all that the plan calls, streamed and not, and nothing else', () => {
    expect(mistakesOf(gateway)).toEqual([]);
  });

  test('hold no statement, no action and no resource that could be left out', () => {
    for (const { role, calls } of needed) {
      const parts = [...withoutParts(role)];
      expect(parts.length).toBeGreaterThan(0);
      expect(parts.filter((part) => calls.every((call) => isAllowed(part.role, call))).map(({ without }) => without)).toEqual([]);
    }
  });
});

test('the permissions of any gateway allow what its plan calls, and nothing else', () => {
  fc.assert(fc.property(appSpec, (spec) => {
    expect(mistakesOf(synthesizeSpec(spec))).toEqual([]);
  }), { numRuns: 25 });
});

test('the role of another account is assumed by the role of the gateway, and by nobody else', () => {
  const { assembly, role } = synthesizeSpec({ targets: [{ modelId: 'us.anthropic.claude-sonnet-4-6', account: SHARDS[0] }] });
  const shard = assembly.roles.find(({ accountId }) => accountId === SHARDS[0])!;
  const trust = parsePolicy(shard.trustPolicy, 'trust', 'trust');
  const asked = (roleArn: string) => evaluateTrust(
    trust, { accountId: roleArn.split(':')[4]!, roleArn, arn: roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/').concat('/session') }, { 'aws:PrincipalArn': roleArn },
  ).effect;
  expect(asked(role.arn)).toBe('allowed');
  for (const other of [`arn:aws:iam::${HOME}:role/gateway2`, `arn:aws:iam::${HOME}:role/path/gateway`, `arn:aws:iam::${SHARDS[1]}:role/gateway`, `arn:aws:iam::${SHARDS[0]}:role/gateway`]) {
    expect([other, asked(other)]).toEqual([other, 'implicitDeny']);
  }
});
