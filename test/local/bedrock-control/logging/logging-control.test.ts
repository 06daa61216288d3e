import {
  BedrockClient, DeleteModelInvocationLoggingConfigurationCommand as Delete, GetModelInvocationLoggingConfigurationCommand as Get, LoggingConfig,
  PutModelInvocationLoggingConfigurationCommand as Put,
} from '@aws-sdk/client-bedrock';
import { createLoggingControl, LoggingControlPlane } from '../../../../local/bedrock-control/logging/logging-control';
import { createLoggingSettings, LoggingSettings } from '../../../../local/bedrock-control/logging/logging-settings';
import { Role } from '../../../../local/iam/authorizer';
import { ACCOUNT, ALLOW_ALL, clientConfiguration, Cloud, REGION, role, ROLE_ARN, startCloud } from '../../aws/cloud';

const DELIVERY_ARN = `arn:aws:iam::${ACCOUNT}:role/Delivery`;
const STREAM = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:group:log-stream:aws/bedrock/modelinvocations`;
const MAY_WRITE = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: STREAM };
const TRUST = {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: 'bedrock.amazonaws.com' },
  Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': `arn:aws:bedrock:${REGION}:${ACCOUNT}:*` } },
};
const CONFIGURATION: LoggingConfig = {
  cloudWatchConfig: { logGroupName: 'group', roleArn: DELIVERY_ARN, largeDataDeliveryS3Config: { bucketName: 'bucket', keyPrefix: 'large' } },
  s3Config: { bucketName: 'bucket' },
  textDataDeliveryEnabled: true,
  imageDataDeliveryEnabled: false,
  embeddingDataDeliveryEnabled: false,
  videoDataDeliveryEnabled: false,
  audioDataDeliveryEnabled: false,
};

let cloud: Cloud;
let control: LoggingControlPlane;
let settings: LoggingSettings;
let client: BedrockClient;
const roles = new Map<string, Role>();
const caller: { statements: unknown[] } = { statements: [ALLOW_ALL] };

async function start(): Promise<void> {
  settings = createLoggingSettings();
  cloud = await startCloud({
    services: ({ clock }) => [control = createLoggingControl({ settings, roles, clock })],
    roles: [role(ROLE_ARN, caller.statements)],
  });
  client = new BedrockClient(clientConfiguration(cloud));
}

beforeEach(async () => {
  roles.clear();
  roles.set(DELIVERY_ARN, role(DELIVERY_ARN, [MAY_WRITE], [TRUST]));
  caller.statements = [ALLOW_ALL];
  await start();
});
afterEach(async () => {
  client.destroy();
  await cloud.endpoint.close();
});

test('keeps the setting of an account and Region for the official client, whole, until it is replaced or deleted', async () => {
  expect((await client.send(new Get({}))).loggingConfig).toBeUndefined();
  await client.send(new Put({ loggingConfig: CONFIGURATION }));
  expect((await client.send(new Get({}))).loggingConfig).toEqual(CONFIGURATION);
  const { s3Config } = CONFIGURATION;
  await client.send(new Put({ loggingConfig: { s3Config } }));
  expect((await client.send(new Get({}))).loggingConfig).toEqual({ s3Config });
  await client.send(new Delete({}));
  await client.send(new Delete({}));
  expect((await client.send(new Get({}))).loggingConfig).toBeUndefined();
});

test('there is one for each account and Region', async () => {
  settings.set(ACCOUNT, 'us-west-2', { s3Config: { bucketName: 'west' } });
  settings.set('444455556666', REGION, { s3Config: { bucketName: 'other' } });
  expect((await client.send(new Get({}))).loggingConfig).toBeUndefined();
  const west = new BedrockClient({ ...clientConfiguration(cloud), region: 'us-west-2' });
  expect((await west.send(new Get({}))).loggingConfig).toEqual({ s3Config: { bucketName: 'west' } });
  west.destroy();
});

test.each<[string, Role | undefined]>([
  ['exists nowhere', undefined],
  ['may not be assumed by Bedrock', role(DELIVERY_ARN, [MAY_WRITE])],
  ['may be assumed for another account only', role(DELIVERY_ARN, [MAY_WRITE], [{ ...TRUST, Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }])],
  ['may not create the stream', role(DELIVERY_ARN, [{ ...MAY_WRITE, Action: 'logs:PutLogEvents' }], [TRUST])],
  ['may write to another group', role(DELIVERY_ARN, [{ ...MAY_WRITE, Resource: STREAM.replace(':group:', ':another:') }], [TRUST])],
])('refuses a role that %s', async (_, delivery) => {
  roles.clear();
  if (delivery) roles.set(DELIVERY_ARN, delivery);
  await expect(client.send(new Put({ loggingConfig: CONFIGURATION }))).rejects.toMatchObject({
    name: 'ValidationException', message: expect.stringContaining(`Failed to validate permissions for log group: group, with role: ${DELIVERY_ARN}`), $metadata: { httpStatusCode: 400 },
  });
  expect(settings.get(ACCOUNT, REGION)).toBeUndefined();
});

test.each(['bedrock:PutModelInvocationLoggingConfiguration', 'iam:PassRole'])('a caller needs %s', async (action) => {
  await cloud.endpoint.close();
  caller.statements = [ALLOW_ALL, { Effect: 'Deny', Action: action, Resource: '*' }];
  await start();
  await expect(client.send(new Put({ loggingConfig: CONFIGURATION }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(cloud.authorizer.denials).toMatchObject([{ action }]);
  await expect(client.send(new Get({}))).resolves.toBeDefined();
});

test.each([
  ['s3Config.bucketName', { s3Config: { bucketName: '' } }],
  ['cloudWatchConfig.roleArn', { cloudWatchConfig: { logGroupName: 'group', roleArn: undefined } }],
  ['textDataDeliveryEnabled', { textDataDeliveryEnabled: 'yes' as unknown as boolean }],
])('names %s where it is wrong', async (member, loggingConfig) => {
  await expect(client.send(new Put({ loggingConfig: loggingConfig as LoggingConfig }))).rejects.toMatchObject({
    name: 'ValidationException', message: expect.stringContaining(`loggingConfig.${member}: received`),
  });
});

test('fails as it is told, before the effect or after, for one operation or all', async () => {
  control.setFault({ kind: 'error', name: 'ThrottlingException', status: 429, count: 1 }, 'PutModelInvocationLoggingConfiguration');
  await expect(client.send(new Put({ loggingConfig: CONFIGURATION }))).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(settings.get(ACCOUNT, REGION)).toBeUndefined();
  control.setFault({ kind: 'drop', count: 1, when: 'after' });
  await expect(client.send(new Put({ loggingConfig: CONFIGURATION }))).rejects.toThrow();
  expect(settings.get(ACCOUNT, REGION)).toEqual(CONFIGURATION);
  control.setFault({ kind: 'error', name: 'InternalServerException', status: 500 });
  await expect(client.send(new Get({}))).rejects.toMatchObject({ name: 'InternalServerException' });
  control.clearFaults();
  await client.send(new Delete({}));
  expect(control.calls.map((call) => call.slice(0, 3))).toEqual(['Put', 'Put', 'Get', 'Del']);
});
