import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { ResilientInferenceError } from '../private/errors';
import { BoundTenant } from '../tenants/bind-tenants';

/** An IAM role or user, and the tenant that it acts for. */
export interface IamPrincipal {
  readonly tenant: string;
  readonly arn: string;
}

const PRINCIPAL_ARN = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
/** Stands for the API that has the policy: a resource cannot refer to itself. */
export const THIS_API = 'execute-api:/*';
const EXAMPLE = "'arn:aws:iam::111111111111:role/app'";

/**
 * API Gateway takes so many bytes of resource policy; the statement around the principals needs some of them.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const POLICY_BYTES = 8192;
const STATEMENT_BYTES = 192;
/** Of a principal that is a token. */
const ESTIMATED_ARN_BYTES = 96;

/** The principals of all tenants, checked: each is a role or a user, of one tenant, and every tenant has one. */
export function readIamPrincipals(scope: IConstruct, tenants: readonly BoundTenant[]): IamPrincipal[] {
  const owners = new Map<string, IamPrincipal>();
  for (const { name: tenant, iamPrincipals = [] } of tenants) {
    if (iamPrincipals.length === 0) {
      throw new ResilientInferenceError(
        'MissingPrincipal', `tenant '${tenant}' has no iamPrincipals, so nobody can act for it under GatewayAuth.iam(): name a role or a user, such as ${EXAMPLE}`, scope,
      );
    }
    for (const arn of iamPrincipals) {
      checkPrincipalArn(scope, tenant, arn);
      const other = owners.get(identityOf(arn));
      if (other && other.tenant !== tenant) throw mappedTwice(scope, { tenant, arn }, other);
      owners.set(identityOf(arn), { tenant, arn });
    }
  }
  return [...owners.values()];
}

/** Principals that nothing would look at. */
export function checkNoIamPrincipals(scope: IConstruct, tenants: readonly BoundTenant[]): void {
  const tenant = tenants.find(({ iamPrincipals }) => iamPrincipals && iamPrincipals.length > 0);
  if (!tenant) return;
  throw new ResilientInferenceError(
    'ContradictoryProperties',
    `tenant '${tenant.name}' has iamPrincipals, but callers are not told apart by IAM principal: set auth to GatewayAuth.iam(), or remove them`,
    scope,
  );
}

/**
 * Lets principals of other accounts call; those of this account need no more than a policy of their own. A principal
 * whose account only a deployment knows is named too: it was declared to be one that calls.
 */
export function iamPolicyStatements(scope: IConstruct, principals: readonly IamPrincipal[]): PolicyStatement[] {
  const { account } = Stack.of(scope);
  const named = principals.map(({ arn }) => arn).filter((arn) => accountOf(arn) !== account).sort();
  if (named.length === 0) return [];
  const bytes = named.reduce((total, arn) => total + (Token.isUnresolved(arn) ? ESTIMATED_ARN_BYTES : arn.length + 3), STATEMENT_BYTES);
  if (bytes > POLICY_BYTES) {
    throw new ResilientInferenceError(
      'TooManyPrincipals',
      `${named.length} iamPrincipals are of other accounts, or of accounts that are not known at synth, and need about ${bytes} bytes of the ${POLICY_BYTES} `
      + 'that the resource policy of an API can hold: let several applications assume one role of this account, or give the stack an env with its account if most are of it',
      scope,
    );
  }
  return [new PolicyStatement({
    principals: named.map((arn) => new ArnPrincipal(arn)),
    actions: ['execute-api:Invoke'],
    resources: [THIS_API],
  })];
}

function checkPrincipalArn(scope: IConstruct, tenant: string, arn: string): void {
  const what = `an iamPrincipal of tenant '${tenant}'`;
  const session = /^(arn:[^:]*):sts::([^:]*):assumed-role\/([^/]+)/.exec(arn);
  if (session) {
    const [, start, account, role] = session;
    throw new ResilientInferenceError(
      'InvalidPrincipalArn', `${what} is '${arn}', a session of a role: write the role itself, '${start}:iam::${account}:role/${role}' with its path if it has one, which covers every session`, scope,
    );
  }
  if (Token.isUnresolved(arn) || PRINCIPAL_ARN.test(arn)) return;
  throw new ResilientInferenceError(
    'InvalidPrincipalArn', `${what} is '${arn}', but must be the ARN of a role or a user such as ${EXAMPLE}: neither an account nor a wildcard tells who is calling`, scope,
  );
}

/** What IAM tells principals apart by: the path of a role or a user is no part of it, nor is the case of its name. */
function identityOf(arn: string): string {
  const [, , , , account, resource] = arn.split(':');
  if (!account || !resource) return arn;
  const segments = resource.split('/');
  return `${account}:${segments[0]}/${segments[segments.length - 1]}`.toLowerCase();
}

/** Where it can be told: from the ARN itself, or from the construct whose ARN it is. */
function accountOf(arn: string): string | undefined {
  if (!Token.isUnresolved(arn)) return arn.split(':')[4];
  const reference = Tokenization.reverseCompleteString(arn);
  return Reference.isReference(reference) ? Stack.of(reference.target).account : undefined;
}

function mappedTwice(scope: IConstruct, one: IamPrincipal, other: IamPrincipal): ResilientInferenceError {
  const arns = one.arn === other.arn ? `'${one.arn}'` : `'${other.arn}' and '${one.arn}', which IAM takes for the same,`;
  return new ResilientInferenceError(
    'DuplicatePrincipal', `${arns} would act for two tenants, '${other.tenant}' and '${one.tenant}', but who calls must tell for whom: remove it from one of them`, scope,
  );
}
