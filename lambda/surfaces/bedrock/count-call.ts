import { GatewayError } from '../../core/gateway-error';
import { CountInput } from '../../core/requests/count-request';
import { jsonAnswer } from '../shared/answers';
import { decodeBase64 } from '../shared/base64';
import { requireObject, requireString } from '../shared/fields';
import { JsonObject } from '../shared/json';
import { parseJsonBody } from '../shared/json-body';
import { CountedCall, HttpRequest } from '../surface';
import { converseBody } from './converse-body';
import { refuseForeignResources } from './foreign-resources';

/**
 * CountTokens: the input of a Converse request, or the body of an InvokeModel request.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html
 * @throws GatewayError
 */
export function countCall(request: HttpRequest, route: string): CountedCall {
  const input = inputOf(requireObject(parseJsonBody(request).input, 'input'), request);
  return {
    request: { route, inputFor: () => input },
    answer: (inputTokens, requestId) => jsonAnswer(200, { inputTokens }, { 'x-amzn-requestid': requestId }),
  };
}

function inputOf({ converse, invokeModel }: JsonObject, request: HttpRequest): CountInput {
  if ((converse == null) === (invokeModel == null)) {
    throw new GatewayError('invalidRequest', 'input: expected exactly one of converse and invokeModel', { field: 'input' });
  }
  if (converse != null) {
    const { messages, system, toolConfig, additionalModelRequestFields } = converseBody(requireObject(converse, 'input.converse'));
    return { kind: 'converse', body: { messages, system, toolConfig, additionalModelRequestFields } };
  }
  const { body } = requireObject(invokeModel, 'input.invokeModel');
  const bytes = decodeBase64(requireString(body, 'input.invokeModel.body'));
  if (!bytes) throw new GatewayError('invalidRequest', 'input.invokeModel.body: expected base64', { field: 'input.invokeModel.body' });
  const json = parseJsonBody({ ...request, headers: {}, body: bytes });
  refuseForeignResources(json);
  return { kind: 'invoke', json };
}
