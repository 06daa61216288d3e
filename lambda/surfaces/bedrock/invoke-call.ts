import { ModelAnswer } from '../../core/model-answer';
import { parseJsonBody } from '../shared/json-body';
import { HttpAnswer, HttpRequest, ParsedCall, ServedBy } from '../surface';
import { refuseForeignResources } from './foreign-resources';
import { invokeSettings } from './invoke-settings';
import { chunkEncoder } from './stream-encoder';

/** AWS SDKs say that they send bytes when their caller does not say what it is; Bedrock takes it for JSON. */
const CONTENT_TYPES = /^\s*application\/(json|octet-stream)\s*(;.*)?$/i;

/** InvokeModel and InvokeModelWithResponseStream: a body of the model's own. @throws GatewayError */
export function invokeCall(request: HttpRequest, route: string, streamed: boolean): ParsedCall {
  const settings = invokeSettings(request.headers, streamed);
  const json = parseJsonBody(request, CONTENT_TYPES);
  refuseForeignResources(json);
  return { request: { kind: 'invoke', route, streamed, json, settings }, answer, stream: chunkEncoder };
}

function answer({ body, headers }: ModelAnswer, served: ServedBy): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/json', 'x-amzn-requestid': served.requestId, ...headers }, body };
}
