import { hashNumber, seededRandom } from '../random';
import { EmbeddingInput } from './embedding-input';

/** The vector of a text: the same for the same text, model, purpose and seed, and another for any other. */
export function vectorOf(text: string, model: string, seed: number, { dimensions, normalized, purpose }: Omit<EmbeddingInput, 'texts'>): number[] {
  const random = seededRandom(hashNumber(`${seed}\n${model}\n${purpose}\n${text}`));
  const raw = Array.from({ length: dimensions }, () => random() * 2 - 1);
  const length = normalized ? Math.hypot(...raw) : 1;
  return raw.map((value) => Math.fround(value / length));
}
