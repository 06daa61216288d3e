import { validationError } from '../bedrock-error';
import { isObject, JsonObject } from '../json-fields';
import { Prompt, textPart } from '../prompt';
import { chunkEvent, INVOKE_STREAM_HEADERS, invocationMetrics, invokeHeaders } from './invoke-wire';
import { WireFormat } from './parsed-call';

/** Where the model families put the limit of the output. */
const LIMIT_FIELDS = ['max_tokens', 'max_completion_tokens', 'max_gen_len', 'maxTokens', 'max_new_tokens', 'maxTokenCount'];
const LIMIT_GROUPS = ['inferenceConfig', 'textGenerationConfig'];

/** Reads any JSON body of a model family that has no parser of its own: the whole body is the prompt. */
export function parseGenericBody(body: JsonObject): Prompt {
  const text = JSON.stringify(body);
  const limits = [body, ...LIMIT_GROUPS.map((group) => body[group])].filter(isObject)
    .flatMap((group) => LIMIT_FIELDS.map((name) => ({ name, value: group[name] })))
    .filter((limit) => limit.value !== undefined);
  for (const { name, value } of limits) {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
      throw validationError(`Malformed input request: #/${name}: ${String(value)} is not a whole number of at least 1, please reformat your input and try again.`);
    }
  }
  const values = limits.map((limit) => Number(limit.value));
  return {
    parts: [textPart(text)],
    question: text,
    lastUserText: text,
    prefill: '',
    stopSequences: [],
    tools: [],
    ...(values.length === 0 ? {} : { maxTokens: Math.max(...values) }),
  };
}

/** A plain answer that no particular model family writes. */
export const genericWire: WireFormat = {
  whole: (answer, usage) => ({
    outputText: answer.blocks.flatMap((block) => block.deltas).join(''),
    stopReason: answer.stopReason,
    inputTokenCount: usage.inputTokens,
    outputTokenCount: usage.outputTokens,
  }),
  opening: () => [],
  content: (answer) => answer.blocks.flatMap((block) => block.deltas).map((outputText) => chunkEvent({ outputText }, true)),
  closing: (answer, usage, timings) => [chunkEvent({ outputText: '', stopReason: answer.stopReason, ...invocationMetrics(usage, timings) })],
  headers: invokeHeaders,
  streamHeaders: INVOKE_STREAM_HEADERS,
};
