import { arrayOf, JsonObject, numberOf, objectOf, textOf } from './json';
import { literalHeaders } from './literal-headers';
import { Integration } from './rest-api-model';

/** API Gateway's own limit for a buffered integration that sets none. */
const DEFAULT_TIMEOUT_MILLIS = 29_000;

export function readIntegration(integration: JsonObject): Integration {
  const type = textOf(integration.Type) ?? 'none';
  if (type === 'AWS_PROXY') return readLambda(integration);
  if (type === 'MOCK') return readMock(integration);
  return { kind: 'unsupported', reason: `integration type ${type} is not run locally (AWS_PROXY and MOCK are)` };
}

function readLambda(integration: JsonObject): Integration {
  const uri = textOf(integration.Uri) ?? '';
  const functionArn = functionArnIn(uri);
  if (functionArn === undefined) return { kind: 'unsupported', reason: `the integration URI ${uri} names no Lambda function` };
  return {
    kind: 'lambda',
    uri,
    functionArn,
    responseTransferMode: integration.ResponseTransferMode === 'STREAM' ? 'STREAM' : 'BUFFERED',
    timeoutInMillis: numberOf(integration.TimeoutInMillis) ?? DEFAULT_TIMEOUT_MILLIS,
  };
}

/** The function that API Gateway invokes by a URI of its own. */
export function functionArnIn(uri: string): string | undefined {
  return /\/functions\/(arn:[^/]+)\/(?:response-streaming-)?invocations$/.exec(uri)?.[1];
}

/** The first integration response; choosing between several needs mapping templates, which are not run. */
function readMock(integration: JsonObject): Integration {
  const response = objectOf(arrayOf(integration.IntegrationResponses)[0]);
  const [body] = Object.values(objectOf(response.ResponseTemplates));
  return {
    kind: 'mock',
    statusCode: numberOf(response.StatusCode) ?? 200,
    headers: literalHeaders(response.ResponseParameters, 'method.response.header.'),
    body: textOf(body) ?? '',
  };
}
