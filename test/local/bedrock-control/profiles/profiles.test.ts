import { BedrockClient, GetInferenceProfileCommand, ListInferenceProfilesCommand } from '@aws-sdk/client-bedrock';
import { awsBedrockProfiles } from '../../../../cli/aws/bedrock-profiles';
import { createProfilesControl } from '../../../../local/bedrock-control/profiles/profiles';
import { ACCOUNT, clientConfiguration, Cloud, REGION, role, ROLE_ARN, startCloud } from '../../aws/cloud';

const EU = 'eu.anthropic.claude-sonnet-4-6';
const NOVA = 'eu.amazon.nova-pro-v1:0';
const GLOBAL = 'global.anthropic.claude-sonnet-4-6';
const ELSEWHERE = 'us.anthropic.claude-sonnet-4-6';

describe('the control plane of profiles, through the unmodified client', () => {
  let cloud: Cloud;
  let client: BedrockClient;

  beforeAll(async () => {
    const control = createProfilesControl({
      [EU]: { [REGION]: ['eu-west-1', REGION] },
      [NOVA]: { [REGION]: [REGION] },
      [GLOBAL]: { [REGION]: [REGION, ''] },
      [ELSEWHERE]: { 'us-east-1': ['us-east-1'] },
    });
    cloud = await startCloud({
      services: () => [control],
      roles: [role(ROLE_ARN, [
        { Effect: 'Allow', Action: 'bedrock:ListInferenceProfiles', Resource: '*' },
        { Effect: 'Allow', Action: 'bedrock:GetInferenceProfile', Resource: `arn:aws:bedrock:${REGION}:${ACCOUNT}:inference-profile/*` },
        { Effect: 'Deny', Action: 'bedrock:GetInferenceProfile', Resource: `arn:aws:bedrock:${REGION}:${ACCOUNT}:inference-profile/${NOVA}` },
      ])],
    });
    client = new BedrockClient(clientConfiguration(cloud));
  });
  afterAll(async () => {
    client.destroy();
    await cloud.endpoint.close();
  });

  test('describes a profile by its id and by its ARN', async () => {
    const answer = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: EU }));
    expect(answer).toMatchObject({
      inferenceProfileId: EU,
      inferenceProfileArn: `arn:aws:bedrock:${REGION}:${ACCOUNT}:inference-profile/${EU}`,
      type: 'SYSTEM_DEFINED',
      models: ['eu-west-1', REGION].map((region) => ({ modelArn: `arn:aws:bedrock:${region}::foundation-model/anthropic.claude-sonnet-4-6` })),
    });
    const byArn = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: answer.inferenceProfileArn }));
    expect(byArn.models).toEqual(answer.models);
  });

  test('knows no profile of another Region', async () => {
    const asked = client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: ELSEWHERE }));
    await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('asks for permissions', async () => {
    await expect(client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: NOVA }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('lists what can be called in the Region, page by page', async () => {
    const first = await client.send(new ListInferenceProfilesCommand({ maxResults: 2, typeEquals: 'SYSTEM_DEFINED' }));
    expect(first.inferenceProfileSummaries).toHaveLength(2);
    const second = await client.send(new ListInferenceProfilesCommand({ maxResults: 2, nextToken: first.nextToken }));
    expect(second).toMatchObject({ inferenceProfileSummaries: [{ inferenceProfileId: GLOBAL }] });
    expect(second.nextToken).toBeUndefined();
    expect((await client.send(new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }))).inferenceProfileSummaries).toEqual([]);
  });

  test('is read as Regions, sorted, without what has none', async () => {
    const profiles = awsBedrockProfiles(client);
    expect(await profiles.destinations(EU)).toEqual([REGION, 'eu-west-1']);
    expect(await profiles.list()).toEqual(new Map([[EU, [REGION, 'eu-west-1']], [NOVA, [REGION]], [GLOBAL, [REGION]]]));
  });
});
