import { ModelAnswer, ModelEvent, Usage } from './model-answer';

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

/** A complete answer of Converse. */
export interface ConverseAnswer extends ModelAnswer {
  readonly usage: Usage;
  readonly stopReason: string;
}

/** An event of ConverseStream. */
export type ConverseEvent = ModelEvent;
