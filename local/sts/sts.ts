import { createHash } from 'node:crypto';
import { parseAssumeRoleInput, type AssumeRoleInput } from './assume-role-input';
import { createFaults, type Fault } from '../aws/faults';
import { AwsError, type AwsRequest, type AwsResponse, type AwsService } from '../aws/service';
import type { Clock } from '../clock';
import { stsXml, type XmlFields } from './xml';
import { parseArn } from '../iam/arn';
import type { Authorizer } from '../iam/authorizer';
import type { Identities } from '../iam/identities';

/** Which AssumeRole calls a fault strikes; without either, all of them. */
export interface StsFaultMatch {
  readonly roleArn?: string;
  /** The account of the role to be assumed. */
  readonly accountId?: string;
}

export interface Sts extends AwsService {
  /** @returns a function that clears this fault */
  setFault(match: StsFaultMatch, fault: Fault): () => void;
  clearFaults(): void;
}

export interface StsOptions {
  readonly identities: Identities;
  readonly authorizer: Pick<Authorizer, 'authorizeAssumeRole'>;
  readonly clock: Clock;
}

/** STS leaves the suffix off, or says it in its own words. */
const STS_ERROR_NAMES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  InternalServerError: 'InternalFailure',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  UnrecognizedClientException: 'InvalidClientTokenId',
};

/** STS as far as role sessions need it: AssumeRole and GetCallerIdentity. */
export function createSts(options: StsOptions): Sts {
  const { identities, authorizer, clock } = options;
  const faults = createFaults<string>(clock);

  const assumeRole = async (request: AwsRequest, input: AssumeRoleInput): Promise<AwsResponse> => {
    await faults.strike(input.roleArn, 'before', request.signal);
    authorizer.authorizeAssumeRole(request.caller, input.roleArn, {
      'aws:RequestedRegion': request.region,
      'aws:SecureTransport': 'true',
      'sts:RoleSessionName': input.roleSessionName,
      ...(input.externalId === undefined ? {} : { 'sts:ExternalId': input.externalId }),
    });
    const session = identities.issue({ roleArn: input.roleArn, sessionName: input.roleSessionName, durationSeconds: input.durationSeconds });
    await faults.strike(input.roleArn, 'after', request.signal);
    return result('AssumeRole', request, {
      AssumedRoleUser: { AssumedRoleId: principalId(input.roleArn, input.roleSessionName), Arn: session.caller.arn },
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: session.expiration.toISOString().replace(/\.\d+Z$/, 'Z'),
      },
    });
  };

  return {
    signingName: 'sts',
    handle: async (request) => {
      const form = new URLSearchParams(request.body.toString());
      const action = form.get('Action');
      if (action === 'AssumeRole') return assumeRole(request, parseAssumeRoleInput(form));
      if (action === 'GetCallerIdentity') {
        const sessionName = request.caller.arn.slice(request.caller.arn.lastIndexOf('/') + 1);
        return result('GetCallerIdentity', request, {
          Arn: request.caller.arn,
          UserId: principalId(request.caller.roleArn, sessionName),
          Account: request.caller.accountId,
        });
      }
      throw new AwsError('InvalidAction', 400, `Could not find operation ${action ?? ''} for version 2011-06-15; emulated are AssumeRole and GetCallerIdentity`);
    },
    renderError: (error, request) => ({
      status: error.status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': request.id },
      body: stsXml('ErrorResponse', {
        Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: STS_ERROR_NAMES[error.code] ?? error.code, Message: error.message },
        RequestId: request.id,
      }),
    }),
    setFault: (match, fault) => faults.set(fault, (roleArn) =>
      (match.roleArn === undefined || match.roleArn === roleArn)
      && (match.accountId === undefined || match.accountId === parseArn(roleArn).accountId)),
    clearFaults: () => faults.clear(),
  };
}

function result(action: string, request: Pick<AwsRequest, 'id'>, fields: XmlFields): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': request.id },
    body: stsXml(`${action}Response`, { [`${action}Result`]: fields, ResponseMetadata: { RequestId: request.id } }),
  };
}

/** Stands in for the unique id of a role: the same role always has the same. */
function principalId(roleArn: string, sessionName: string): string {
  const id = createHash('sha256').update(roleArn).digest('hex').toUpperCase().slice(0, 17);
  return `AROA${id}:${sessionName}`;
}
