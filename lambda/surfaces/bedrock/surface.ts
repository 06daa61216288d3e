import { ConverseAnswer } from '../../core/converse';
import { GatewayError } from '../../core/gateway-error';
import { bearerToken } from '../shared/bearer-token';
import { quoted } from '../shared/fields';
import { parseJsonBody } from '../shared/json-body';
import { isUnder, routeInPath } from '../shared/path';
import { rateLimitHeaders } from '../shared/rate-limit-headers';
import { requireMethod } from '../shared/require-method';
import { Addressed, HttpAnswer, HttpRequest, Operation, ParsedCall, ServedBy, Surface } from '../surface';
import { converseBody } from './converse-body';
import { countCall } from './count-call';
import { bedrockError } from './error-shape';
import { invokeCall } from './invoke-call';
import { frameEncoder } from './stream-encoder';

const ROOT = '/model';

const COUNT = 'count-tokens';

type Parse = (request: HttpRequest, route: string) => ParsedCall;

/** The operations that are served, by the last segment of their path. */
const OPERATIONS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['converse', (request, route) => converseCall(request, route, false)],
  ['converse-stream', (request, route) => converseCall(request, route, true)],
  ['invoke', (request, route) => invokeCall(request, route, false)],
  ['invoke-with-response-stream', (request, route) => invokeCall(request, route, true)],
]);

/** Bedrock's own runtime API, with the name of a route in the place of the model id. */
export const bedrockSurface: Surface = {
  name: 'bedrock',
  owns: ({ path }: Addressed) => isUnder(ROOT, path),
  credential: bearerToken,
  operation(request: HttpRequest): Operation {
    const { modelId, operation } = split(request.path);
    const parse = OPERATIONS.get(operation);
    if (modelId === undefined || (!parse && operation !== COUNT)) throw unknownOperation(operation);
    requireMethod(request, 'POST');
    const route = routeInPath(modelId);
    if (route === undefined) {
      throw new GatewayError('invalidRequest', 'The provided model identifier is invalid.', { field: 'modelId' });
    }
    return parse ? { kind: 'inference', parse: () => parse(request, route) } : { kind: 'count', parse: () => countCall(request, route) };
  },
  error: bedrockError,
  limitHeaders: rateLimitHeaders,
};

/** The operation is the last segment; a raw ARN or a traversal in front of it is then one bad model id. */
function split(path: string): { modelId?: string; operation: string } {
  const rest = path.slice(ROOT.length + 1);
  const slash = rest.lastIndexOf('/');
  return slash === -1 ? { operation: rest } : { modelId: rest.slice(0, slash), operation: rest.slice(slash + 1) };
}

function unknownOperation(operation: string): GatewayError {
  return new GatewayError('notFound', `the operation ${quoted(operation)} is not served: expected `
    + `POST /model/{route}/ with one of ${[...OPERATIONS.keys(), COUNT].join(', ')}`);
}

function converseCall(request: HttpRequest, route: string, streamed: boolean): ParsedCall {
  return {
    request: { kind: 'converse', route, streamed, body: converseBody(parseJsonBody(request)) },
    answer,
    stream: frameEncoder,
  };
}

function answer(complete: ConverseAnswer, served: ServedBy): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': served.requestId },
    body: complete.body,
  };
}
