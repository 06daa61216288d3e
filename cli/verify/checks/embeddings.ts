import { headerProblems, servedBy } from './answers';
import { Check, settled } from '../check';
import { bearer, countProblems, present } from '../dialects/dialect';
import { judged, notChecked, Outcome } from '../finding';
import { Exchange, jsonOf, listOf, objectOf, statusProblems } from '../http/exchange';
import { Stage } from '../stage';

const FAMILY = 'embeddings';
const TEXTS = ['rivers', 'valleys'];

export function embeddingChecks({ embeddingRoutes, key, sendPatiently }: Stage): readonly Check[] {
  if (embeddingRoutes.length === 0) return [settled(FAMILY, 'OpenAI embeddings', notChecked('no route that is verified has an embedding model'))];
  return embeddingRoutes.map((route): Check => ({
    family: FAMILY,
    title: `OpenAI embeddings: ${route}`,
    modelCalls: TEXTS.length,
    run: async () => judgeEmbeddings(await sendPatiently({
      method: 'POST', path: '/v1/embeddings', headers: bearer(key), body: JSON.stringify({ model: route, input: TEXTS, encoding_format: 'float' }),
    })),
  }));
}

export function judgeEmbeddings(exchange: Exchange): Outcome {
  const status = statusProblems(exchange, 200);
  if (status.length > 0) return judged(status, '');
  const answer = jsonOf(exchange);
  const vectors = listOf(answer?.data).map((item) => listOf(objectOf(item)?.embedding));
  const lengths = [...new Set(vectors.map(({ length }) => length))];
  return judged([
    ...present(vectors.length !== TEXTS.length && `${vectors.length} vectors for ${TEXTS.length} texts`,
      lengths.length > 1 && `vectors of different lengths: ${lengths.join(', ')}`,
      !vectors.flat().every(Number.isFinite) && 'a vector has something else than numbers', lengths[0] === 0 && 'a vector is empty'),
    ...countProblems(objectOf(answer?.usage), 'prompt_tokens', 'total_tokens'),
    ...headerProblems(exchange),
  ], `${vectors.length} vectors of ${lengths.join(', ')}, ${servedBy(exchange)}`);
}
