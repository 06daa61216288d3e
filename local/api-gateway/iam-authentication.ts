import type { Authenticate } from './handle-request';
import type { RestApi } from '../assembly/rest-api-model';
import { parseAuthorization } from '../aws/authorization';
import { AwsError } from '../aws/service';
import { verifySignature } from '../aws/signature';
import type { Clock } from '../clock';
import type { Authorizer } from '../iam/authorizer';
import type { Identities } from '../iam/identities';
import { parsePolicy } from '../iam/policy';

const SERVICE = 'execute-api';

export interface IamAuthenticationOptions {
  readonly identities: Pick<Identities, 'find'>;
  readonly authorizer: Pick<Authorizer, 'authorizeOnResource'>;
  readonly clock: Clock;
}

/**
 * Verifies the signature of a request and asks whether its signer may call: the signer's own policies and the API's.
 * @throws AwsError with the words of API Gateway
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function createIamAuthentication(api: RestApi, { identities, authorizer, clock }: IamAuthenticationOptions): Authenticate {
  const policy = api.policy && parsePolicy(ofThisApi(api), `resource policy of ${api.name}`, 'resource');
  // On this machine every caller of a private API comes through its first endpoint.
  const [vpcEndpoint] = api.vpcEndpointIds;
  const context = { 'aws:SecureTransport': 'true', ...vpcEndpoint !== undefined && { 'aws:SourceVpce': vpcEndpoint } };
  return async (request) => {
    const authorization = parseAuthorization(request.headers.authorization);
    if (authorization.service !== SERVICE) {
      throw new AwsError('InvalidSignatureException', 403, `Credential should be scoped to correct service: '${SERVICE}'. `);
    }
    if (authorization.region !== api.region) {
      throw new AwsError('InvalidSignatureException', 403, `Credential should be scoped to a valid region, not '${authorization.region}'. `);
    }
    const { caller, accessKeyId } = await verifySignature(request, authorization, identities, clock);
    authorizer.authorizeOnResource(caller, 'execute-api:Invoke', request.resourceArn, policy, context);
    return { accountId: caller.accountId, arn: caller.arn, accessKeyId };
  };
}

/** A policy may leave out what stands before the stage, because it is that of the API that carries it. */
function ofThisApi({ policy, region, accountId, id }: RestApi): unknown {
  const start = `arn:aws:execute-api:${region}:${accountId}:${id}/`;
  return JSON.parse(JSON.stringify(policy), (_key, value: unknown) =>
    (typeof value === 'string' && value.startsWith('execute-api:/') ? start + value.slice('execute-api:/'.length) : value));
}
