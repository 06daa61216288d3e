import { EmbedRequest, SentRequest } from './inference-request';
import { PreparedCall, PreparedRequest } from './prepared-request';
import { RoutePlan } from '../../../src/contract/plan';
import { attributedMetadata, Attribution } from '../attribution';
import { EmbeddingFormat, EmbeddingSettings } from '../embeddings/embedding-format';
import { embeddingFormatOf } from '../embeddings/formats';
import { GatewayError } from '../gateway-error';
import { BodyFamily, bodyFamilyOf } from '../invoke/body-family';
import { jsonLength } from '../json-length';
import { LoadedPlan } from '../loaded-plan';
import { modelsOf } from './models-of';

/** As for Converse: see `estimate-input.ts`. */
const BYTES_PER_TOKEN = 3;

/** Texts become as many calls as their model needs for them. @throws GatewayError */
export function prepareEmbed(
  { texts, settings, metadata }: EmbedRequest, route: RoutePlan, targets: LoadedPlan['targets'], attribution: Attribution,
): PreparedRequest {
  const { family, format, foundationModel } = modelOf(route, targets);
  checkSettings(settings, format);
  const sentMetadata = attributedMetadata(metadata, attribution, 'user') as Readonly<Record<string, string>>;
  const calls = inPortions(texts, format.textsPerCall).map((portion): PreparedCall => {
    const sent: SentRequest = {
      kind: 'invoke',
      body: {
        json: format.bodyOf(portion, settings),
        settings: { metadata: sentMetadata },
        family: family.name,
        vectors: { foundationModel, count: portion.length },
      },
    };
    return {
      sentTo: () => sent,
      inputEstimate: portion.reduce((sum, text) => sum + Math.ceil(jsonLength(text) / BYTES_PER_TOKEN), 0),
      beginning: () => portion[0]!,
    };
  });
  return {
    ...calls[0]!,
    calls,
    route,
    maxTokens: 0,
    inputEstimate: calls.reduce((sum, { inputEstimate }) => sum + inputEstimate, 0),
    cacheWrites: () => 'none',
  };
}

interface EmbeddingModel {
  readonly foundationModel: string;
  readonly family: BodyFamily;
  readonly format: EmbeddingFormat;
}

/** Synthesis lets no route mix models of which one gives vectors; a plan that does is not made better by guessing. */
function modelOf(route: RoutePlan, targets: LoadedPlan['targets']): EmbeddingModel {
  const [foundationModel, ...others] = modelsOf(route, targets);
  const format = embeddingFormatOf(foundationModel);
  const family = bodyFamilyOf(foundationModel);
  if (foundationModel === undefined || !format || !family) {
    throw new GatewayError('invalidRequest', 'this model gives no vectors, or none that the gateway can read: ask for one that is an embedding model', { field: 'model' });
  }
  if (others.length > 0) {
    throw new GatewayError('invalidRequest', 'the targets of this model are different models, whose vectors cannot be compared', { field: 'model' });
  }
  return { foundationModel, family, format };
}

function checkSettings({ dimensions, inputType }: EmbeddingSettings, format: EmbeddingFormat): void {
  if (dimensions !== undefined && !format.dimensions.includes(dimensions)) {
    const lengths = format.dimensions.join(', ');
    throw new GatewayError('invalidRequest',
      `dimensions: the vectors of this model can have ${lengths} dimensions, received ${dimensions}`, { field: 'dimensions' });
  }
  if (inputType !== undefined && !format.knowsInputTypes) {
    throw new GatewayError('invalidRequest', 'input_type: this model does not tell apart what texts are for; leave it out', { field: 'input_type' });
  }
}

function inPortions(texts: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, index) => texts.slice(index * size, (index + 1) * size));
}
