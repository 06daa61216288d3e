import { JsonMembers } from '../invoke/invoke-body';

/** What a text is turned into a vector for. Models that tell them apart give it another vector for each. */
export type InputType = 'search_document' | 'search_query' | 'classification' | 'clustering';

/** What a caller asks for beside the texts. */
export interface EmbeddingSettings {
  /** How many numbers a vector has. Absent: as many as the model gives unasked. */
  readonly dimensions?: number;
  /** Absent: what is to be searched. */
  readonly inputType?: InputType;
}

/** How the bodies of a model for vectors are written and read. */
export interface EmbeddingFormat {
  /** So many texts fit into one call. */
  readonly textsPerCall: number;
  /** The lengths of the vectors that it can be asked for. */
  readonly dimensions: readonly number[];
  /** It takes no parameter for the length, of which there is one. */
  readonly fixedLength?: boolean;
  /** It tells apart what texts are for. */
  readonly knowsInputTypes?: boolean;
  /** @param settings of them only what the model knows */
  bodyOf(texts: readonly string[], settings: EmbeddingSettings): JsonMembers;
  /** One for each text, in their order, as far as the answer has them. */
  vectorsIn(answer: JsonMembers): unknown;
}
