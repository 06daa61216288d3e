import { BedrockClient, GetInferenceProfileCommand, InferenceProfileModel, paginateListInferenceProfiles } from '@aws-sdk/client-bedrock';

/** What Bedrock says of system-defined profiles in one Region. */
export interface BedrockProfiles {
  /**
   * The Regions in which a profile may be served that is called here.
   * @throws Error when there is no such profile here, or it may not be read
   */
  destinations(profileId: string): Promise<readonly string[]>;
  /** Those of every profile that can be called here, by its id. */
  list(): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Bedrock in AWS, with the credentials that the AWS CLI would use too. */
export function awsBedrockProfiles(client: BedrockClient): BedrockProfiles {
  return {
    async destinations(profileId) {
      const { models } = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: profileId }));
      return regionsOf(models);
    },
    async list() {
      const profiles = new Map<string, readonly string[]>();
      for await (const page of paginateListInferenceProfiles({ client }, { typeEquals: 'SYSTEM_DEFINED' })) {
        for (const { inferenceProfileId, models } of page.inferenceProfileSummaries ?? []) {
          if (inferenceProfileId !== undefined) profiles.set(inferenceProfileId, regionsOf(models));
        }
      }
      return profiles;
    },
  };
}

/** Of the ARNs of the models behind a profile; one without a Region says that any may serve, and names none. */
function regionsOf(models: readonly InferenceProfileModel[] | undefined): readonly string[] {
  const regions = (models ?? []).flatMap(({ modelArn }) => modelArn?.split(':')[3] ?? []);
  return [...new Set(regions)].filter((region) => region !== '').sort();
}
