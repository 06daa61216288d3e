import { AwsRequest } from '../../aws/service';
import { validationError } from '../bedrock-error';
import { isObject, JsonObject } from '../json-fields';
import { ModelReference } from '../model-id';
import { Operation } from '../operation';
import { Prompt, promptTokens } from '../prompt';
import { parseAnthropicBody } from './anthropic-request';
import { anthropicWire } from './anthropic-wire';
import { parseConverseBody } from './converse-request';
import { converseWire } from './converse-wire';
import { embeddingPrompt } from './embedding-input';
import { embeddingModelOf } from './embedding-models';
import { embeddingWire } from './embedding-wire';
import { genericWire, parseGenericBody } from './generic-invoke';
import { ParsedCall, parseJsonBody, parseRequestMetadata, WireFormat } from './parsed-call';

/** Reads the body of an inference operation. */
export function parseInferenceCall(request: AwsRequest, operation: Exclude<Operation, 'CountTokens'>, model: ModelReference, seed: number): ParsedCall {
  const body = parseJsonBody(request.body);
  const converse = operation === 'Converse' || operation === 'ConverseStream';
  const requestMetadata = parseRequestMetadata(converse ? body.requestMetadata : metadataHeader(request));
  const metadata = requestMetadata === undefined ? {} : { requestMetadata };
  const embedding = embeddingModelOf(model.foundationModelId);
  if (embedding && operation !== 'InvokeModel') throw unsupportedByEmbeddings(converse);
  if (embedding) {
    const input = embedding.read(body);
    const wire = embeddingWire(embedding, model.foundationModelId ?? model.id, input, body, seed);
    return { prompt: embeddingPrompt(input.texts), body, wire: withTier(wire, request), ...metadata };
  }
  if (converse) return { prompt: parseConverseBody(body, model.foundationModelId), body, wire: converseWire(body), ...metadata };
  const wire = isAnthropic(body, model) ? anthropicWire(model.foundationModelId ?? model.id, request.id) : genericWire;
  return { prompt: parseInvokeBody(body, model), body, wire: withTier(wire, request), ...metadata };
}

/** The answer of CountTokens: the tokens that the same input would cost in an inference call. */
export function countTokens(request: AwsRequest, model: ModelReference): number {
  const { input } = parseJsonBody(request.body);
  const converse = isObject(input) ? input.converse : undefined;
  const invokeModel = isObject(input) ? input.invokeModel : undefined;
  if (isObject(converse)) return promptTokens(parseConverseBody(converse, model.foundationModelId));
  if (isObject(invokeModel) && typeof invokeModel.body === 'string') {
    return promptTokens(parseInvokeBody(parseJsonBody(Buffer.from(invokeModel.body, 'base64')), model));
  }
  throw validationError('The input field must set exactly one of the following keys: converse, invokeModel.');
}

/** In Bedrock's words. */
function unsupportedByEmbeddings(converse: boolean): Error {
  return validationError(converse
    ? "This action doesn't support the model that you provided. Try again with a supported text or chat model."
    : 'The model is unsupported for streaming.');
}

function parseInvokeBody(body: JsonObject, model: ModelReference): Prompt {
  return isAnthropic(body, model) ? parseAnthropicBody(body) : parseGenericBody(body);
}

function isAnthropic(body: JsonObject, model: ModelReference): boolean {
  return body.anthropic_version !== undefined || model.foundationModelId?.startsWith('anthropic.') === true;
}

function metadataHeader(request: AwsRequest): unknown {
  const header = request.headers['x-amzn-bedrock-request-metadata'];
  if (header === undefined) return undefined;
  try {
    return JSON.parse(header);
  } catch {
    throw validationError('X-Amzn-Bedrock-Request-Metadata: expected a JSON object of strings.');
  }
}

/** InvokeModel answers with the service tier and the latency mode that the caller asked for. */
function withTier(wire: WireFormat, request: AwsRequest): WireFormat {
  const names = ['x-amzn-bedrock-service-tier', 'x-amzn-bedrock-performanceconfig-latency'];
  const echoed = Object.fromEntries(names.flatMap((name) => request.headers[name] === undefined ? [] : [[name, request.headers[name]]]));
  return {
    ...wire,
    headers: (usage, timings) => ({ ...wire.headers(usage, timings), ...echoed }),
    streamHeaders: { ...wire.streamHeaders, ...echoed },
  };
}
