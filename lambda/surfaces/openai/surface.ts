import { ConverseAnswer } from '../../core/converse';
import { GatewayError } from '../../core/gateway-error';
import { ModelAnswer } from '../../core/model-answer';
import { bearerToken } from '../shared/bearer-token';
import { quoted } from '../shared/fields';
import { parseJsonBody } from '../shared/json-body';
import { modelOperation, MODELS } from '../shared/model-listing';
import { isUnder } from '../shared/path';
import { rateLimitHeaders } from '../shared/rate-limit-headers';
import { requireMethod } from '../shared/require-method';
import { Addressed, HttpRequest, Operation, ParsedCall, ServedBy, Surface } from '../surface';
import { parseChat } from './chat/chat-request';
import { chunkEncoder } from './chat/chunk-encoder';
import { completionAnswer } from './chat/completion';
import { parseEmbeddings } from './embeddings/embedding-request';
import { embeddingsAnswer } from './embeddings/embeddings-answer';
import { openAiError } from './error-shape';
import { OPENAI_MODELS } from './models';
import { eventEncoder } from './responses/event-encoder';
import { responseAnswer } from './responses/response-answer';
import { parseResponse } from './responses/response-request';
import { usageAnswer } from './usage';

const ROOT = '/v1';
const CHAT = `${ROOT}/chat/completions`;
const RESPONSES = `${ROOT}/responses`;
const EMBEDDINGS = `${ROOT}/embeddings`;
const USAGE = `${ROOT}/usage`;

/** The OpenAI API, with the name of a route in the place of the model. */
export const openAiSurface: Surface = {
  name: 'openai',
  owns: ({ path }: Addressed) => isUnder(ROOT, path),
  credential: bearerToken,
  operation(request: HttpRequest): Operation {
    if (request.path === CHAT) {
      requireMethod(request, 'POST');
      return { kind: 'inference', parse: () => parseChatCall(request) };
    }
    if (request.path === RESPONSES) {
      requireMethod(request, 'POST');
      return { kind: 'inference', parse: () => parseResponseCall(request) };
    }
    if (request.path.startsWith(`${RESPONSES}/`)) {
      throw new GatewayError('notFound', `responses are not stored here: expected POST ${RESPONSES} with the whole conversation as input`);
    }
    if (request.path === EMBEDDINGS) {
      requireMethod(request, 'POST');
      return { kind: 'inference', parse: () => parseEmbeddingsCall(request) };
    }
    if (request.path === USAGE) {
      requireMethod(request, 'GET');
      return { kind: 'usage', answer: usageAnswer };
    }
    const aboutModels = modelOperation(request, OPENAI_MODELS);
    if (aboutModels) return aboutModels;
    throw new GatewayError('notFound', `the URL ${quoted(request.path)} is not served: expected `
      + `POST ${CHAT}, POST ${RESPONSES}, POST ${EMBEDDINGS}, GET ${MODELS}, GET ${MODELS}/{model} or GET ${USAGE}`);
  },
  error: openAiError,
  limitHeaders: rateLimitHeaders,
};

function parseChatCall(request: HttpRequest): ParsedCall {
  const { request: inference, includeUsage } = parseChat(parseJsonBody(request));
  return {
    request: inference,
    answer: (answer: ConverseAnswer, served: ServedBy) => completionAnswer(answer, served),
    stream: (served: ServedBy) => chunkEncoder(served, includeUsage),
  };
}

function parseResponseCall(request: HttpRequest): ParsedCall {
  const { request: inference, settings } = parseResponse(parseJsonBody(request));
  return {
    request: inference,
    answer: (answer: ConverseAnswer, served: ServedBy) => responseAnswer(answer, served, settings),
    stream: (served: ServedBy) => eventEncoder(served, settings),
  };
}

function parseEmbeddingsCall(request: HttpRequest): ParsedCall {
  const { request: inference, encoding } = parseEmbeddings(parseJsonBody(request));
  return {
    request: inference,
    answer: (answer: ModelAnswer, served: ServedBy) => embeddingsAnswer(answer, served, encoding),
    stream: () => { throw new Error('vectors do not stream'); },
  };
}
