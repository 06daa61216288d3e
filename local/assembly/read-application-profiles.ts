import { objectOf, textOf } from './json';
import { AnyResource, ApplicationProfile } from './model';
import { originOf } from './read-roles';

/** The application inference profiles, whether anything calls them or not. */
export function readApplicationProfiles(resources: readonly AnyResource[]): ApplicationProfile[] {
  return resources.filter(({ type }) => type === 'AWS::Bedrock::ApplicationInferenceProfile').map((resource) => {
    const { InferenceProfileName, ModelSource } = resource.properties();
    const copiedFrom = textOf(objectOf(ModelSource).CopyFrom);
    return {
      ...originOf(resource),
      arn: resource.ref,
      name: textOf(InferenceProfileName) ?? '',
      ...(copiedFrom === undefined ? {} : { copiedFrom }),
    };
  });
}
