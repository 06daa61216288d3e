import { textOf } from './json';
import { AnyResource, ProvisionedThroughputModel } from './model';
import { originOf } from './read-roles';
import { PROVISIONED_RESOURCE_TYPE } from '../../src/contract/provisioned';

/** The Provisioned Throughput that a deployment would buy. */
export function readProvisionedThroughputs(resources: readonly AnyResource[]): ProvisionedThroughputModel[] {
  return resources.filter(({ type }) => type === PROVISIONED_RESOURCE_TYPE).map((resource) => (
    { ...originOf(resource), arn: resource.ref, model: textOf(resource.properties().Model) ?? '' }
  ));
}
