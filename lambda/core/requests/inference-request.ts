import { ConverseBody } from '../converse';
import { EmbeddingSettings } from '../embeddings/embedding-format';
import { InvokeBody, InvokeSettings, JsonMembers } from '../invoke/invoke-body';

interface Addressed {
  readonly route: string;
  readonly streamed: boolean;
}

/** A request that any target of its route understands. */
export interface ConverseRequest extends Addressed {
  readonly kind: 'converse';
  readonly body: ConverseBody;
}

/** A request whose body only the models of one family understand: that of the route's first target. */
export interface InvokeRequest extends Addressed {
  readonly kind: 'invoke';
  readonly json: JsonMembers;
  /** What `json` was read from. */
  readonly bytes: Uint8Array;
  readonly settings: InvokeSettings;
}

/** Texts of which each is to become a vector. The body is the model's own, which the surface does not know. */
export interface EmbedRequest extends Addressed {
  readonly kind: 'embed';
  readonly streamed: false;
  /** Never empty, nor is any of them. */
  readonly texts: readonly string[];
  readonly settings: EmbeddingSettings;
  /** What Bedrock writes into its invocation log, with the gateway's own entries. */
  readonly metadata: { readonly [name: string]: string };
}

/** A request as a surface hands it to the core. */
export type InferenceRequest = ConverseRequest | InvokeRequest | EmbedRequest;

/** What is sent to a target. */
export type SentRequest =
  | { readonly kind: 'converse'; readonly body: ConverseBody }
  | { readonly kind: 'invoke'; readonly body: InvokeBody };
