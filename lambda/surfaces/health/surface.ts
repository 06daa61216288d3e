import { GatewayError } from '../../core/gateway-error';
import { jsonAnswer } from '../shared/answers';
import { MethodNotAllowed } from '../shared/method-not-allowed';
import { plainError } from '../shared/plain-error';
import { Addressed, HttpRequest, Operation, Surface } from '../surface';

const PATH = '/health';

/** Says that the function starts and answers. It asks nobody else, so it neither costs nor fails with Bedrock. */
export const healthSurface: Surface = {
  name: 'health',
  owns: ({ path }: Addressed) => path === PATH,
  credential: () => undefined,
  operation(request: HttpRequest): Operation {
    if (request.method !== 'GET') throw new MethodNotAllowed(request.method, 'GET');
    return { kind: 'open', answer: () => jsonAnswer(200, { status: 'ok' }, { 'cache-control': 'no-store' }) };
  },
  error: (error: GatewayError, requestId: string) => plainError(error, requestId),
  limitHeaders: () => ({}),
};
