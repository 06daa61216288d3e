/** The parts of a role's ARN that can be read although others may be tokens. */
export interface RoleArnParts {
  readonly account: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly roleName: string;
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
