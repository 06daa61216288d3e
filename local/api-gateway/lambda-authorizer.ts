import type { LambdaAuthorizer } from '../assembly/rest-api-model';
import { Clock } from '../clock';
import { AuthorizerAnswer, parseAuthorizerAnswer } from './authorizer-answer';
import { GatewayError, gatewayErrors } from './gateway-error';
import { readIdentitySources } from './identity-sources';
import { InvokeFunction } from './integrate';
import { createProxyEvent, ProxyRequest } from './proxy-event';
import { evaluate } from '../iam/evaluate';
import { LambdaFunctionError } from '../lambda/invocation';

/**
 * Lets a function decide about a request.
 * @returns what the integration gets to see of the answer
 * @throws GatewayError to refuse
 */
export type AskAuthorizer = (
  authorizer: LambdaAuthorizer, proxy: ProxyRequest, methodArn: string, signal: AbortSignal,
) => Promise<Readonly<Record<string, unknown>>>;

/** How many answers are remembered at most. */
const MAX_REMEMBERED = 10_000;

/**
 * The Lambda authorizers of one API, with the cache that API Gateway keeps of their answers: what was said about one token
 * counts for every method that the token is sent to.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function createLambdaAuthorizers({ invoke, clock }: { readonly invoke: InvokeFunction; readonly clock: Clock }): AskAuthorizer {
  const remembered = new Map<string, { readonly answer: AuthorizerAnswer; readonly until: number }>();

  return async (authorizer, proxy, methodArn, signal) => {
    const startedAt = clock.now();
    const identity = readIdentitySources(authorizer.identitySources, proxy);
    if (identity === undefined || !looksRight(authorizer, identity)) throw new GatewayError(gatewayErrors.unauthorized);
    const key = JSON.stringify([authorizer.id, proxy.stage.name, ...identity]);
    const known = remembered.get(key);
    const answer = known !== undefined && known.until > startedAt ? known.answer : await ask(authorizer, identity, proxy, methodArn, signal);
    if (answer !== known?.answer && authorizer.cacheSeconds > 0 && identity.length > 0) {
      remembered.delete(key);
      remembered.set(key, { answer, until: clock.now() + authorizer.cacheSeconds * 1000 });
      if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
    }
    const { effect } = evaluate({
      policies: [answer.policy], action: 'execute-api:Invoke', resource: methodArn, context: { 'aws:SecureTransport': 'true' },
    });
    if (effect !== 'allowed') throw new GatewayError(effect === 'explicitDeny' ? gatewayErrors.explicitlyDenied : gatewayErrors.notAuthorized);
    return { ...answer.context, integrationLatency: clock.now() - startedAt };
  };

  async function ask(
    { type, functionArn }: LambdaAuthorizer, [token]: readonly string[], proxy: ProxyRequest, methodArn: string, signal: AbortSignal,
  ): Promise<AuthorizerAnswer> {
    const event = type === 'TOKEN' ? { type, methodArn, authorizationToken: token } : { type, methodArn, ...withoutBody(createProxyEvent(proxy)) };
    try {
      const invocation = await invoke(functionArn, event, { signal });
      const chunks: Uint8Array[] = [];
      for await (const chunk of invocation.body) chunks.push(chunk);
      return parseAuthorizerAnswer(Buffer.concat(chunks).toString('utf8'));
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      // The one error by which a function says that it does not know the caller.
      if (error instanceof LambdaFunctionError && error.errorMessage === 'Unauthorized') throw new GatewayError(gatewayErrors.unauthorized);
      throw new GatewayError(gatewayErrors.authorizerFailed, error instanceof Error ? error.message : String(error));
    }
  }
}

function looksRight({ type, validation }: LambdaAuthorizer, [token = '']: readonly string[]): boolean {
  return type !== 'TOKEN' || validation === undefined || new RegExp(`^(?:${validation})$`).test(token);
}

function withoutBody({ body: _body, isBase64Encoded: _encoded, ...event }: Record<string, unknown>): Record<string, unknown> {
  return event;
}
