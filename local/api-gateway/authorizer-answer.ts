import { GatewayError, gatewayErrors } from './gateway-error';
import { isObject } from '../assembly/json';
import { Policy, parsePolicy } from '../iam/policy';

/** What an authorizer's function said, checked as API Gateway does. */
export interface AuthorizerAnswer {
  readonly policy: Policy;
  /** What the integration gets to see: texts, whatever they were. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * @throws GatewayError for anything that API Gateway answers 500 to
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function parseAuthorizerAnswer(json: string): AuthorizerAnswer {
  const answer: unknown = JSON.parse(json);
  if (!isObject(answer)) throw misconfigured(`the authorizer answered ${json.slice(0, 100)}, expected an object`);
  const { principalId, policyDocument, context = {} } = answer;
  if (typeof principalId !== 'string' || principalId === '') throw misconfigured('the authorizer gave no principalId');
  if (!isObject(context)) throw misconfigured('the context of the authorizer is not an object');
  const odd = Object.keys(context).find((name) => !['string', 'number', 'boolean'].includes(typeof context[name]));
  if (odd !== undefined) throw misconfigured(`the authorizer's context.${odd} is neither a text nor a number nor a boolean`);
  return { policy: policyOf(policyDocument), context: { ...mapValues(context, String), principalId } };
}

function policyOf(document: unknown): Policy {
  try {
    return parsePolicy(document, 'of the authorizer');
  } catch (error) {
    throw misconfigured((error as Error).message);
  }
}

function misconfigured(reason: string): GatewayError {
  return new GatewayError(gatewayErrors.authorizerMisconfigured, reason);
}

function mapValues(object: Readonly<Record<string, unknown>>, map: (value: unknown) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
