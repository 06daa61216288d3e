import { EmbeddingInput } from './embedding-input';
import { EmbeddingModel } from './embedding-models';
import { vectorOf } from './embedding-vector';
import { INVOKE_STREAM_HEADERS, invokeHeaders } from './invoke-wire';
import { WireFormat } from './parsed-call';
import { JsonObject } from '../json-fields';

/** How InvokeModel answers a body for vectors. Nothing of it streams. */
export function embeddingWire(model: EmbeddingModel, modelId: string, input: EmbeddingInput, body: JsonObject, seed: number): WireFormat {
  return {
    whole: (_answer, { inputTokens }) => model.write(input.texts.map((text) => vectorOf(text, modelId, seed, input)), inputTokens, body),
    opening: () => [],
    content: () => [],
    closing: () => [],
    headers: invokeHeaders,
    streamHeaders: INVOKE_STREAM_HEADERS,
  };
}
