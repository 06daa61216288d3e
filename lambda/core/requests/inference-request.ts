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
  readonly settings: InvokeSettings;
}

/** A request in the words of one family of models, which all others get in those of Converse. */
export interface TranslatedRequest extends Addressed {
  readonly kind: 'translated';
  /** The name of the family. */
  readonly family: string;
  /** Absent: the family gets it in the words of Converse as well. */
  readonly native?: { readonly json: JsonMembers; readonly settings: InvokeSettings };
  /** @throws GatewayError for what Converse has no words for */
  readonly converse: () => ConverseBody;
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
export type InferenceRequest = ConverseRequest | InvokeRequest | TranslatedRequest | EmbedRequest;

/** In whose words a request is sent and answered. */
export type SentFormat = SentRequest['kind'];

/** What is sent to a target. */
export type SentRequest =
  | { readonly kind: 'converse'; readonly body: ConverseBody }
  | { readonly kind: 'invoke'; readonly body: InvokeBody };
