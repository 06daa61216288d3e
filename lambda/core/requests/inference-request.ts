import { ConverseBody } from '../converse';
import { EmbeddingSettings } from '../embeddings/embedding-format';
import { InvokeBody, InvokeSettings, JsonMembers } from '../invoke/invoke-body';

interface Addressed {
  readonly route: string;
  readonly streamed: boolean;
}

/** How the caller's own API calls what may be refused, where that is not what Bedrock calls it. */
export interface CallersNames {
  readonly betas?: string;
  readonly metadata?: string;
  readonly serviceTier?: string;
}

/** Something in a request that only the models of one family can be told. */
export interface FamilyFeature {
  readonly family: string;
  /** Where the caller asks for it. */
  readonly field: string;
  /** Why it is refused when none of them is there. */
  readonly because: string;
}

/** What is asked of Converse. */
export interface ConverseCall {
  readonly body: ConverseBody;
  readonly names?: CallersNames;
  /** Absent: any model can be told all of it. */
  readonly only?: FamilyFeature;
}

/** A request in the words of Converse, which every model has in common. */
export interface ConverseRequest extends Addressed, ConverseCall {
  readonly kind: 'converse';
}

/** What is asked of InvokeModel. */
export interface NativeCall {
  readonly json: JsonMembers;
  readonly settings: InvokeSettings;
  readonly names?: CallersNames;
}

/** A request whose body only the models of one family understand: that of the route's first target. */
export interface InvokeRequest extends Addressed, NativeCall {
  readonly kind: 'invoke';
}

/** A request in the words of one family of models, which all others get in those of Converse. */
export interface TranslatedRequest extends Addressed {
  readonly kind: 'translated';
  /** The name of the family. */
  readonly family: string;
  /** Absent: the family gets it in the words of Converse as well. */
  readonly native?: NativeCall;
  /** @throws GatewayError for what Converse has no words for */
  readonly converse: () => ConverseCall;
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
