import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundTarget } from '../targets/bound-target';

/**
 * Cross-Region profiles fail as a whole where a service control policy denies one of their Regions, with an error that
 * does not tell: whoever has such a policy has to know before the first call.
 */
export function tellOfRegionPolicies(scope: IConstruct, targets: readonly BoundTarget[]): void {
  const sources = targets.map(({ model }) => (model.kind === 'applicationProfile' ? model.source : model));
  const global = sources.some(({ kind }) => kind === 'globalProfile') ? ['any commercial Region (aws:RequestedRegion is "unspecified")'] : [];
  const destinations = sources.flatMap((source) => (source.kind === 'geographicProfile' ? source.destinations ?? ['Regions that are not known'] : []));
  if (global.length + destinations.length === 0) return;
  Annotations.of(scope).addInfoV2(
    'cdk-resilient-inference:regionPolicies',
    `profiles may be served in ${[...new Set(destinations)].sort().concat(global).join(', ')}: if a service control policy denies any of these, `
    + 'their calls fail; "npx cdk-resilient-inference scp --app cdk.out" prints the exception that it needs',
  );
}
