import { Aws } from 'aws-cdk-lib';

/** The parts of a role's ARN that can be read although others may be tokens. */
export interface RoleArnParts {
  readonly account: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly roleName: string;
}

/** Of whatever partition it is deployed in. */
export function roleArnOf(account: string, roleName: string): string {
  return `arn:${Aws.PARTITION}:iam::${account}:role/${roleName}`;
}

/** Undefined for an ARN that is a token as a whole. A token never holds a colon or a slash, so splitting is safe. */
export function readRoleArn(arn: string): RoleArnParts | undefined {
  const [scheme, , service, , account, resource] = arn.split(':');
  if (scheme !== 'arn' || service !== 'iam' || !account || !resource) return undefined;
  const segments = resource.split('/');
  return {
    account,
    path: ['', ...segments.slice(1, -1), ''].join('/'),
    roleName: segments[segments.length - 1],
  };
}
