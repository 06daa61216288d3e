import { objectOf } from './json';
import { AnyResource, InvocationLoggingModel } from './model';
import { originOf } from './read-roles';
import { INVOCATION_LOGGING_TYPE } from '../../src/contract/invocation-logging';

/** The model invocation logging that a deployment would set. */
export function readInvocationLogging(resources: readonly AnyResource[]): InvocationLoggingModel[] {
  return resources.filter(({ type }) => type === INVOCATION_LOGGING_TYPE).map((resource) => ({
    ...originOf(resource),
    configuration: objectOf(resource.properties().configuration),
  }));
}
