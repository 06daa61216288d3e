/**
 * The one shape of a request inside the gateway: the JSON body of Bedrock's Converse API.
 * Only what the gateway itself reads is named; every other member is carried along untouched.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export interface ConverseBody {
  readonly messages: readonly ConverseMessage[];
  readonly system?: readonly ContentBlock[];
  readonly inferenceConfig?: InferenceConfiguration;
  readonly toolConfig?: { readonly [member: string]: unknown };
  readonly [member: string]: unknown;
}

export interface ConverseMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ContentBlock[];
}

export interface ContentBlock {
  readonly text?: string;
  readonly [member: string]: unknown;
}

export interface InferenceConfiguration {
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
}

/** Token counts as Bedrock reports them. `inputTokens` excludes what was read from or written to the prompt cache. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadInputTokens: number;
  readonly cacheWriteInputTokens: number;
  /** The part of `cacheWriteInputTokens` that is kept for an hour, which is dearer. Absent: none. */
  readonly cacheWrite1hInputTokens?: number;
}

/** A complete answer: the bytes that Bedrock sent, and what the gateway needs to know of them. */
export interface ConverseAnswer {
  readonly body: Uint8Array;
  readonly usage: Usage;
  readonly stopReason: string;
}

/**
 * One event of a streamed answer.
 * `content` is anything a reader would see, `control` everything else except the two terminal events.
 */
export interface ConverseEvent {
  readonly kind: 'content' | 'control' | 'messageStop' | 'metadata';
  /** `contentBlockDelta`, `messageStart`, … */
  readonly type: string;
  /** The event's JSON, as Bedrock sent it. */
  readonly payload: Uint8Array;
  /** The whole event-stream frame, so that it can be passed on as it came. */
  readonly frame: Uint8Array;
  /** On `metadata` only. */
  readonly usage?: Usage;
  /** On `messageStop` only: why the answer has ended. */
  readonly stopReason?: string;
}

/** A request as a surface hands it to the core. */
export interface InferenceRequest {
  readonly route: string;
  readonly streamed: boolean;
  readonly body: ConverseBody;
}
