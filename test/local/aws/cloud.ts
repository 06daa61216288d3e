import { startAwsEndpoint, type AwsEndpoint } from '../../../local/aws/endpoint';
import type { ObservedCall } from '../../../local/aws/observed-call';
import type { AwsService } from '../../../local/aws/service';
import { systemClock, type Clock } from '../../../local/clock';
import { createAuthorizer, type Authorizer, type Role } from '../../../local/iam/authorizer';
import { createIdentities, type Identities, type Session } from '../../../local/iam/identities';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'eu-central-1';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/Gateway`;

export interface Cloud {
  readonly endpoint: AwsEndpoint;
  readonly identities: Identities;
  readonly authorizer: Authorizer;
  readonly session: Session;
  readonly calls: ObservedCall[];
  readonly errors: unknown[];
}

export interface CloudParts {
  readonly identities: Identities;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
}

/** A role that Lambda may assume, with one policy. */
export function role(arn: string, statements: readonly unknown[], trust: readonly unknown[] = [LAMBDA_TRUST]): Role {
  return {
    arn,
    accountId: arn.split(':')[4]!,
    trustPolicy: { Version: '2012-10-17', Statement: trust },
    policies: [{ name: 'Default', document: { Version: '2012-10-17', Statement: statements } }],
  };
}

export const LAMBDA_TRUST = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
export const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

/** An endpoint with the given services and one session of the gateway's role. */
export async function startCloud(options: {
  readonly services: (parts: CloudParts) => readonly AwsService[];
  readonly roles?: readonly Role[];
  readonly clock?: Clock;
}): Promise<Cloud> {
  const { clock = systemClock, roles = [role(ROLE_ARN, [ALLOW_ALL])] } = options;
  const identities = createIdentities({ clock });
  const authorizer = createAuthorizer({ rolesByArn: new Map(roles.map((each) => [each.arn, each])), clock });
  const calls: ObservedCall[] = [];
  const errors: unknown[] = [];
  const endpoint = await startAwsEndpoint({
    services: options.services({ identities, authorizer, clock }),
    identities,
    authorizer,
    clock,
    observe: (call) => calls.push(call),
    onError: (error) => errors.push(error),
  });
  const session = identities.issue({ roleArn: ROLE_ARN, sessionName: 'gateway-function' });
  return { endpoint, identities, authorizer, session, calls, errors };
}

/** What an unmodified SDK client needs to reach the endpoint. */
export function clientConfiguration(cloud: Pick<Cloud, 'endpoint' | 'session'>, session: Session = cloud.session) {
  const { accessKeyId, secretAccessKey, sessionToken } = session;
  return {
    endpoint: cloud.endpoint.url,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    maxAttempts: 1,
  };
}

/** A clock that only moves when it is told to; nothing sleeps. */
export function fixedClock(start = Date.now()): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}
