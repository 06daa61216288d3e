import { GatewayError } from '../../core/gateway-error';
import { quoted } from '../shared/fields';
import { parseJsonBody } from '../shared/json-body';
import { modelOperation, MODELS } from '../shared/model-listing';
import { isUnder } from '../shared/path';
import { requireMethod } from '../shared/require-method';
import { Addressed, HttpRequest, Operation, ParsedCall, ServedBy, Surface } from '../surface';
import { betasOf } from './betas';
import { countCall } from './count-call';
import { credential } from './credential';
import { anthropicError } from './error-shape';
import { limitHeaders } from './limit-headers';
import { messageAnswer } from './messages/message-answer';
import { parseMessages } from './messages/message-request';
import { messageStream } from './messages/message-stream';
import { nativeAnswer, nativeStream } from './messages/native-answer';
import { ANTHROPIC_MODELS } from './models';
import { hasVersion, requireVersion } from './version';
import { ConverseAnswer } from '../../core/converse';
import { ModelAnswer } from '../../core/model-answer';

const MESSAGES = '/v1/messages';
const COUNT = `${MESSAGES}/count_tokens`;

/** The Anthropic API, with the name of a route in the place of the model. */
export const anthropicSurface: Surface = {
  name: 'anthropic',
  /** OpenAI lists its models at the same path. */
  owns: ({ path, headers }: Addressed) => isUnder(MESSAGES, path) || (isUnder(MODELS, path) && hasVersion(headers)),
  credential,
  operation(request: HttpRequest): Operation {
    if (request.path === MESSAGES) {
      requireMethod(request, 'POST');
      return { kind: 'inference', parse: () => parse(request) };
    }
    if (request.path === COUNT) {
      requireMethod(request, 'POST');
      return { kind: 'count', parse: () => countCall(request) };
    }
    const aboutModels = modelOperation(request, ANTHROPIC_MODELS);
    if (aboutModels) return aboutModels;
    throw new GatewayError('notFound', `the URL ${quoted(request.path)} is not served: expected `
      + `POST ${MESSAGES}, POST ${COUNT}, GET ${MODELS} or GET ${MODELS}/{model}`);
  },
  error: anthropicError,
  limitHeaders,
};

function parse(request: HttpRequest): ParsedCall {
  const version = requireVersion(request.headers);
  const betas = betasOf(request.headers);
  const { request: inference, stopSequences } = parseMessages(parseJsonBody(request), { version, betas });
  return {
    request: inference,
    answer: (answer: ModelAnswer, served: ServedBy) => (
      served.format === 'converse' ? messageAnswer(answer as ConverseAnswer, served, stopSequences()) : nativeAnswer(answer, served)
    ),
    stream: (served) => (served.format === 'converse' ? messageStream(served, stopSequences()) : nativeStream(served)),
  };
}
