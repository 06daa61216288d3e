/** What signs a request. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A role to act as. */
export interface AssumableRole {
  readonly arn: string;
  readonly externalId?: string;
}

/** The credentials of a role, or the function's own; the same object for as long as they do not change. No promise when they are at hand. */
export type CredentialSource = (role?: AssumableRole) => AwsCredentials | Promise<AwsCredentials>;

/** Reads the function's own credentials from the variables that Lambda sets. */
export function readOwnCredentials(environment: Readonly<Record<string, string | undefined>>): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as Lambda does');
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
