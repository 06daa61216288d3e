/**
 * An IAM role or user as both its own ARN and the ARN of a signer tell it: partition, account, kind and name. The path of
 * a role stands in its own ARN only, and IAM allows no two roles of an account that differ by their path alone.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export interface IamPrincipal {
  readonly partition: string;
  readonly accountId: string;
  /** `role/NAME` or `user/NAME`. */
  readonly name: string;
}

const OWN_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):(role|user)\/(?:[^/\s]+\/)*([^/\s]+)$/;
const SESSION_ARN = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/\s]+)\/[^/\s]+$/;

/** Undefined for the ARN of anything but a role or a user. */
export function principalOf(arn: string): IamPrincipal | undefined {
  const [, partition, accountId, kind, name] = OWN_ARN.exec(arn) ?? [];
  return partition && accountId ? { partition, accountId, name: `${kind}/${name}` } : undefined;
}

/**
 * Who has signed: the role of a session, or a user.
 * @returns undefined for anybody else: the root of an account, a federated user
 */
export function signerOf(userArn: string): IamPrincipal | undefined {
  const [, partition, accountId, role] = SESSION_ARN.exec(userArn) ?? [];
  if (partition && accountId) return { partition, accountId, name: `role/${role}` };
  const principal = principalOf(userArn);
  // A role signs through its sessions only.
  return principal?.name.startsWith('user/') ? principal : undefined;
}

/** Equal for two ARNs of one principal. */
export function keyOf({ partition, accountId, name }: IamPrincipal): string {
  return `${partition}:${accountId}:${name}`;
}
