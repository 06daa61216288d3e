import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly, LambdaFunctionModel, Role } from '../../../local/assembly/model';
import { authorizationChecks } from '../../../local/bedrock/authorize-call';
import { resolveModel } from '../../../local/bedrock/model-id';
import type { Operation } from '../../../local/bedrock/operation';
import { evaluate } from '../../../local/iam/evaluate';
import { parsePolicy } from '../../../local/iam/policy';
import type { Deferred, Plan, TargetPlan } from '../../../src/contract/plan';

/** One question to IAM. */
export interface Check {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** Something that a role does; AWS asks IAM all of the questions. */
export interface Call {
  readonly what: string;
  readonly checks: readonly Check[];
}

/** Where a call is made. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What application profiles are copies of, and what Provisioned Throughput serves, by ARN. */
export type Registered = ReadonlyMap<string, string>;

/** As Bedrock asks, by the documentation; the local cloud asks the same, and has it from there and not from the constructs. */
export function bedrockCall(operation: Operation, modelId: string, place: Place, registered: Registered): Call {
  return {
    what: `${operation} of ${modelId} from ${place.region}`,
    checks: authorizationChecks(operation, resolveModel(modelId, place, registered, false), place.region),
  };
}

export function simpleCall(action: string, resource: string, context: Readonly<Record<string, string>> = {}): Call {
  return { what: `${action} on ${resource}`, checks: [{ action, resource, context }] };
}

/** The gateway of an assembly: its function, its role, its plan. */
export interface Gateway {
  readonly assembly: Assembly;
  readonly handler: LambdaFunctionModel;
  readonly role: Role;
  readonly plan: Plan;
  readonly registered: Registered;
}

export function gatewayOf(assembly: Assembly, alsoRegistered: Readonly<Record<string, string>> = {}): Gateway {
  const handler = assembly.functions.find(({ environmentVariables }) => 'GATEWAY_TABLE_NAME' in environmentVariables)!;
  return {
    assembly,
    handler,
    role: assembly.roles.find(({ arn }) => arn === handler.roleArn)!,
    plan: JSON.parse(readFileSync(join(handler.codeDirectory!, 'plan.json'), 'utf8')) as Plan,
    registered: new Map([
      ...Object.entries(alsoRegistered), ...assembly.applicationProfiles.map(({ arn, copiedFrom }) => [arn, copiedFrom!] as const),
    ]),
  };
}

/** All that the roles of a gateway have to be allowed, by the role that does it: read from the plan alone. */
export function neededCalls(gateway: Gateway): ReadonlyMap<string, readonly Call[]> {
  const { plan, handler, role, registered } = gateway;
  const variables = { ...handler.environmentVariables, AWS_REGION: handler.region };
  const value = (deferred: Deferred) => (typeof deferred === 'string' ? deferred : variables[deferred.env as keyof typeof variables]!);
  const calls = new Map<string, Call[]>([[role.arn, []]]);
  const add = (arn: string, ...more: Call[]) => calls.set(arn, [...calls.get(arn) ?? [], ...more]);
  for (const target of Object.values(plan.targets)) {
    const arn = target.role ? value(target.role.arn) : role.arn;
    const place = { accountId: arn.split(':')[4]!, region: value(target.region) };
    for (const modelId of calledIds(gateway, target, value)) {
      add(arn, bedrockCall('Converse', modelId, place, registered), bedrockCall('ConverseStream', modelId, place, registered));
    }
    for (const guardrail of Object.values(target.guardrails ?? {})) {
      add(arn, simpleCall('bedrock:ApplyGuardrail', `arn:aws:bedrock:${place.region}:${place.accountId}:guardrail/${value(guardrail.identifier)}`, { 'aws:RequestedRegion': place.region }));
    }
    if (plan.tokenCounting && !target.role && target.foundationModel !== undefined) add(arn, bedrockCall('CountTokens', target.foundationModel, place, registered));
    if (target.role) add(role.arn, simpleCall('sts:AssumeRole', arn));
  }
  add(role.arn, ...neededOfTheStack(gateway));
  return calls;
}

function calledIds({ plan }: Gateway, target: TargetPlan, value: (deferred: Deferred) => string): readonly string[] {
  const { applicationProfiles: places } = target;
  if (!places || !plan.applicationProfiles) return [value(target.modelId)];
  const { arnPrefix, ids } = plan.applicationProfiles;
  const list = value(ids).split(',');
  return Object.values(places).map((place) => `${value(arnPrefix)}${list[place]}`);
}

/** What is not about models: the table, the logs, and what options add. */
function neededOfTheStack({ assembly, handler }: Gateway): Call[] {
  const [table] = assembly.tables;
  const logGroup = assembly.logGroups.find(({ name }) => name === handler.logGroup)!;
  const properties = assembly.resources.find(({ logicalId, stack }) => logicalId === handler.logicalId && stack === handler.stack)!.properties();
  const key = typeof properties.KmsKeyArn === 'string' ? properties.KmsKeyArn : undefined;
  const inEc2 = ['AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface', 'UnassignPrivateIpAddresses'];
  return [
    ...['BatchGetItem', 'GetItem', 'UpdateItem'].map((operation) => simpleCall(`dynamodb:${operation}`, table!.arn)),
    ...['CreateLogStream', 'PutLogEvents'].map((operation) => simpleCall(`logs:${operation}`, logGroup.arn.replace(/:\*$/, ':log-stream:s'))),
    ...key === undefined ? [] : ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'].map((operation) => simpleCall(`kms:${operation}`, key)),
    ...properties.TracingConfig === undefined ? [] : ['PutTraceSegments', 'PutTelemetryRecords'].map((operation) => simpleCall(`xray:${operation}`, '*')),
    ...properties.VpcConfig === undefined ? [] : [
      ...inEc2.map((operation) => simpleCall(`ec2:${operation}`, `arn:aws:ec2:${handler.region}:${handler.accountId}:network-interface/eni-1`)),
      // In subnets that another account shares.
      ...['subnet/subnet-1', 'security-group/sg-1'].map((shared) => simpleCall('ec2:CreateNetworkInterface', `arn:aws:ec2:${handler.region}:555555555555:${shared}`)),
      ...['DescribeNetworkInterfaces', 'DescribeSubnets'].map((operation) => simpleCall(`ec2:${operation}`, '*')),
    ],
  ];
}

export function isAllowed(role: Pick<Role, 'policies' | 'permissionsBoundary'>, { checks }: Call): boolean {
  const policies = role.policies.map(({ name, document }) => parsePolicy(document, name));
  const boundary = role.permissionsBoundary?.document && parsePolicy(role.permissionsBoundary.document, 'boundary');
  return checks.every(({ action, resource, context }) => evaluate({ policies, boundary, action, resource, context }).effect === 'allowed');
}

interface JsonStatement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly [element: string]: unknown;
}

/** The role without one statement, or without one action or one resource of it. */
export function* withoutParts(role: Role): Generator<{ readonly without: string; readonly role: Role }> {
  for (const policy of role.policies) {
    const statements = policy.document.Statement as readonly JsonStatement[];
    for (const statement of statements) {
      const instead = (...replacement: readonly JsonStatement[]) => ({
        ...role,
        policies: role.policies.map((each) => (each === policy
          ? { ...policy, document: { ...policy.document, Statement: statements.flatMap((other) => (other === statement ? replacement : [other])) } }
          : each)),
      });
      yield { without: JSON.stringify(statement), role: instead() };
      for (const element of ['Action', 'Resource'] as const) {
        const values = [statement[element]].flat();
        if (values.length === 1) continue;
        for (const value of values) {
          yield { without: `${value} of ${JSON.stringify(statement)}`, role: instead({ ...statement, [element]: values.filter((other) => other !== value) }) };
        }
      }
    }
  }
}
