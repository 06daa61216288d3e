import { completePrice, timesPrice } from './complete-price';
import { ModelReference } from './model-reference';
import { modelFacts } from '../contract/models';
import { TokenPricePlan } from '../contract/plan';

/** GovCloud has prices of its own, which the table does not know. */
const GOVCLOUD = 'us-gov';

/**
 * What the table knows of the price of a model that is called in one way from one Region, which may be a token. What is
 * behind an ARN may be in a Region or a geography, so that it costs what those cost.
 */
export function publishedPrice(model: ModelReference, region: string): TokenPricePlan | undefined {
  if (model.kind === 'applicationProfile') return publishedPrice(model.source, region);
  if (model.foundationModel === undefined) return undefined;
  const { price } = modelFacts(model.foundationModel);
  if (!price || inGovCloud(model, region) || price.regions?.includes(region) === false) return undefined;
  const { regions, regionalPremium = 1, ...global } = price;
  const complete = completePrice(global, model.foundationModel);
  return model.kind === 'globalProfile' ? complete : timesPrice(complete, regionalPremium);
}

function inGovCloud(model: ModelReference, region: string): boolean {
  return region.startsWith(`${GOVCLOUD}-`) || (model.kind === 'geographicProfile' && model.profileId.startsWith(`${GOVCLOUD}.`));
}
