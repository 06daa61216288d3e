import { EmbeddingFormat } from './embedding-format';
import { JsonMembers } from '../invoke/invoke-body';

export type Vector = readonly number[];

/**
 * The vectors of an answer, one for each text that was sent, all of one length.
 * @returns undefined when one is missing, or is none
 */
export function readVectors(answer: JsonMembers, format: EmbeddingFormat, count: number): readonly Vector[] | undefined {
  const vectors = format.vectorsIn(answer);
  if (!Array.isArray(vectors) || vectors.length !== count || !vectors.every(isVector)) return undefined;
  return vectors.every(({ length }) => length === vectors[0]!.length) ? vectors : undefined;
}

function isVector(value: unknown): value is Vector {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number' && Number.isFinite(one));
}
