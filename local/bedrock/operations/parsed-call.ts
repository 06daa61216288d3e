import { validationError } from '../bedrock-error';
import { Answer } from '../generate-answer';
import { isObject, JsonObject } from '../json-fields';
import { Prompt } from '../prompt';
import { TokenUsage } from '../quota/token-arithmetic';

/** Measured on the clock of the cloud. */
export interface Timings {
  readonly latencyMs: number;
  readonly firstTokenMs: number;
}

/** One event of a streamed answer. */
export interface StreamEvent {
  readonly type: string;
  /** What goes into the frame. */
  readonly payload: JsonObject;
  /** What the invocation log holds. */
  readonly logged: JsonObject;
  /** Whether the event carries one output token. */
  readonly content: boolean;
}

/** How one wire format writes an answer. */
export interface WireFormat {
  /** Headers of a whole answer, besides the ones that every answer has. */
  readonly headers: (usage: TokenUsage, timings: Timings) => Readonly<Record<string, string>>;
  readonly streamHeaders: Readonly<Record<string, string>>;
  whole(answer: Answer, usage: TokenUsage, timings: Timings): JsonObject;
  /** Before the first token exists. */
  opening(usage: TokenUsage): readonly StreamEvent[];
  /** The blocks of the answer. */
  content(answer: Answer): readonly StreamEvent[];
  /** After the last token. */
  closing(answer: Answer, usage: TokenUsage, timings: Timings): readonly StreamEvent[];
}

/** A request whose body has been read and found valid. */
export interface ParsedCall {
  readonly prompt: Prompt;
  /** The body as the invocation log shows it. */
  readonly body: JsonObject;
  readonly requestMetadata?: Readonly<Record<string, string>>;
  readonly wire: WireFormat;
}

/** @throws ValidationException when the body is no JSON object */
export function parseJsonBody(body: Buffer): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw validationError('Malformed input request, please reformat your input and try again.');
  }
  if (!isObject(json)) throw validationError('Malformed input request: #: expected type: JSONObject, please reformat your input and try again.');
  return json;
}

const MAXIMUM_METADATA_ENTRIES = 16;
const MAXIMUM_METADATA_LENGTH = 256;

/** @throws ValidationException when there are too many entries, or one is too long or no text */
export function parseRequestMetadata(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw validationError('requestMetadata: expected a map of strings.');
  const entries = Object.entries(value);
  if (entries.length > MAXIMUM_METADATA_ENTRIES) {
    throw validationError(`requestMetadata: received ${entries.length} entries; expected at most ${MAXIMUM_METADATA_ENTRIES}.`);
  }
  for (const [key, text] of entries) {
    if (typeof text !== 'string' || key.length === 0 || key.length > MAXIMUM_METADATA_LENGTH || text.length > MAXIMUM_METADATA_LENGTH) {
      throw validationError(`requestMetadata.${key.slice(0, 40)}: expected a key of 1 to ${MAXIMUM_METADATA_LENGTH} and a string value of at most ${MAXIMUM_METADATA_LENGTH} characters.`);
    }
  }
  return value as Readonly<Record<string, string>>;
}
