import { jsonAnswer } from '../shared/answers';
import { unsupportedField } from '../shared/fields';
import { parseJsonBody } from '../shared/json-body';
import { CountedCall, HttpRequest } from '../surface';
import { betasOf } from './betas';
import { parseMessages } from './messages/message-request';
import { requireVersion } from './version';

/** Nothing is generated, but a request without a cap is none. */
const CAP = { max_tokens: 1 };

/**
 * `count_tokens`: a request for a message, without the cap on its output.
 * Source: https://platform.claude.com/docs/en/api/messages-count-tokens
 * @throws GatewayError
 */
export function countCall(request: HttpRequest): CountedCall {
  const version = requireVersion(request.headers);
  const betas = betasOf(request.headers);
  const { request: { converse, family, native, route } } = parseMessages({ ...parseJsonBody(request), ...CAP }, { version, betas });
  return {
    request: {
      route,
      inputFor(asked) {
        if (native && asked === family) return { kind: 'invoke', json: native.json };
        const { body, only } = converse();
        if (only && asked !== only.family) throw unsupportedField(only.field, only.because);
        const { messages, system, toolConfig, additionalModelRequestFields } = body;
        return { kind: 'converse', body: { messages, system, toolConfig, additionalModelRequestFields } };
      },
    },
    answer: (inputTokens, requestId) => jsonAnswer(200, { input_tokens: inputTokens }, { 'request-id': requestId }),
  };
}
