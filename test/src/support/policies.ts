import { Template } from 'aws-cdk-lib/assertions';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

export const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

/** The statements of the one policy whose logical id begins like this. */
export function statementsOf(template: Template, logicalIdPrefix: string): Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(logicalIdPrefix));
  if (policies.length !== 1) throw new Error(`expected one policy '${logicalIdPrefix}…', found ${policies.length}`);
  return policies[0]?.[1].Properties.PolicyDocument.Statement;
}

/** Those of its statements that name an action of a service. */
export function statementsFor(service: string, template: Template, logicalIdPrefix: string): Statement[] {
  return statementsOf(template, logicalIdPrefix).filter((statement) => actionsOf(statement).some((action) => action.startsWith(`${service}:`)));
}

export function actionsOf(statement: Statement): string[] {
  return [statement.Action].flat();
}

/** Every statement of every policy and trust policy in a template. */
export function allStatements(template: Template): Statement[] {
  return Object.values(template.toJSON().Resources as Record<string, unknown>).flatMap(collectStatements);
}

/** An ARN as `formatArn` writes it into a template: the partition is filled in by CloudFormation. */
export function arn(rest: string): unknown {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${rest}`]] };
}

function collectStatements(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Action' in value && 'Effect' in value ? [value as Statement] : [];
  return [...own, ...Object.values(value).flatMap(collectStatements)];
}
