import { Token } from 'aws-cdk-lib';
import { ModelReference } from './model-reference';

/**
 * Names what Bedrock counts together. The geography of a profile is no part of it: quotas do not name one, so two
 * profiles that one Region may call are taken to share.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-runtime.html
 *
 * @param targetName stands in where a token hides what the target shares
 */
export function poolOf(model: ModelReference, region: string, account: string | undefined, targetName: string): string {
  const counted = countedAs(model);
  const known = counted !== undefined && !(account !== undefined && Token.isUnresolved(account));
  if (!known) return targetName;
  return `${counted}@${Token.isUnresolved(region) ? 'home' : region}${account === undefined ? '' : `/${account}`}`;
}

function countedAs(model: ModelReference): string | undefined {
  switch (model.kind) {
    case 'foundationModel': return `on-demand:${model.foundationModel}`;
    case 'geographicProfile': return `cross-region:${model.foundationModel}`;
    case 'globalProfile': return `global:${model.foundationModel}`;
    // That a profile of one's own has token quotas of its own is said nowhere: it is taken to draw on its source.
    case 'applicationProfile': return countedAs(model.source);
    case 'resource':
      if (Token.isUnresolved(model.arn)) return undefined;
      // What is behind any other ARN has capacity of its own, even if it is known which model that is.
      return isFoundationModel(model.arn) ? `on-demand:${model.foundationModel}` : model.arn;
  }
}

function isFoundationModel(arn: string): boolean {
  return arn.includes('::foundation-model/');
}
