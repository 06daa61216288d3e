import { ACCOUNT, awsRequest, callJson, callStream, createWorld, HAIKU_3, US_SONNET, userSays } from './support';
import { createLoggingSettings } from '../../../local/bedrock-control/logging/logging-settings';
import { LoggingConfiguration } from '../../../src/contract/invocation-logging';

const LOG_GROUP = { logGroupName: 'the-log', roleArn: `arn:aws:iam::${ACCOUNT}:role/logs` };
const TITAN = 'amazon.titan-embed-text-v2:0';

function worldWith(configuration: LoggingConfiguration, region = 'us-east-1') {
  const logging = createLoggingSettings();
  logging.set(ACCOUNT, region, configuration);
  const world = createWorld({ logging });
  return { ...world, delivered: () => world.sinks.lines.map(({ message }) => JSON.parse(message) as Record<string, Record<string, unknown>>) };
}

test('a record goes to the configured log group, in the stream that Bedrock uses, and its delivery is counted', async () => {
  const { bedrock, sinks, clock, delivered } = worldWith({ cloudWatchConfig: LOG_GROUP, textDataDeliveryEnabled: true });
  await callJson(bedrock, HAIKU_3, { body: userSays('hello', 10) });
  expect(sinks.lines).toMatchObject([{ timestamp: clock.now(), logGroup: 'the-log', logStream: 'aws/bedrock/modelinvocations' }]);
  expect(delivered()).toEqual([{ ...bedrock.records[0], inferenceRegion: undefined }]);
  expect(sinks.valuesOf('ModelInvocationLogsCloudWatchDeliverySuccess')).toEqual([1]);
});

test('the Region that served is named where it is another one', async () => {
  const { bedrock, delivered } = worldWith({ cloudWatchConfig: LOG_GROUP });
  for (let call = 0; call < 20; call++) await callJson(bedrock, US_SONNET, { body: userSays('hello', 1) });
  const served = bedrock.attempts.map(({ inferenceRegion }) => inferenceRegion);
  expect(delivered().map(({ inferenceRegion, region }) => inferenceRegion ?? region)).toEqual(served);
  expect(delivered().filter(({ inferenceRegion, region }) => inferenceRegion === region)).toEqual([]);
  expect(new Set(delivered().map(({ inferenceRegion }) => inferenceRegion)).size).toBeGreaterThan(1);
});

test('without texts nothing of the request or the answer is in it, and everything else is', async () => {
  const { bedrock, sinks, delivered } = worldWith({ cloudWatchConfig: LOG_GROUP, textDataDeliveryEnabled: false });
  await callStream(bedrock, HAIKU_3, { body: userSays('canary', 10) });
  const { inputBodyJson, ...input } = bedrock.records[0].input;
  const { outputBodyJson, ...output } = bedrock.records[0].output;
  expect([inputBodyJson, outputBodyJson]).not.toContain(undefined);
  expect(delivered()).toMatchObject([{ requestId: bedrock.attempts[0].requestId, input, output }]);
  expect(Object.keys(delivered()[0]!.output!)).toEqual(Object.keys(output));
  expect(sinks.lines[0]!.message).not.toContain('canary');
});

test('vectors are a kind of data of their own', async () => {
  const body = { inputText: 'a river' };
  const kinds = async (configuration: LoggingConfiguration) => {
    const { bedrock, delivered } = worldWith({ cloudWatchConfig: LOG_GROUP, ...configuration });
    await callJson(bedrock, TITAN, { operation: 'invoke', body });
    return [delivered()[0]!.input!.inputBodyJson, delivered()[0]!.output!.outputBodyJson].map((part) => part !== undefined);
  };
  expect(await kinds({ textDataDeliveryEnabled: true })).toEqual([true, false]);
  expect(await kinds({ embeddingDataDeliveryEnabled: true })).toEqual([false, true]);
});

test('a call that fails is recorded with its error, and without a body', async () => {
  const { bedrock, delivered } = worldWith({ cloudWatchConfig: LOG_GROUP, textDataDeliveryEnabled: true });
  bedrock.addFault({ match: {}, fault: { kind: 'error', name: 'ThrottlingException', status: 429, message: 'slow down' } });
  await bedrock.handle(awsRequest(HAIKU_3, { body: userSays('hello', 10) })).catch(() => undefined);
  expect(delivered()).toEqual([{
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: '2026-01-15T12:00:00Z',
    accountId: ACCOUNT,
    identity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/gateway/session` },
    region: 'us-east-1',
    requestId: bedrock.attempts[0].requestId,
    operation: 'Converse',
    modelId: HAIKU_3,
    input: {},
    output: {},
    errorCode: 'ThrottlingException',
  }]);
  expect(bedrock.records).toEqual([]);
});

test('nothing is delivered in another Region, nor where only S3 is configured', async () => {
  for (const { sinks, bedrock } of [worldWith({ cloudWatchConfig: LOG_GROUP }, 'eu-west-1'), worldWith({ s3Config: { bucketName: 'b' } })]) {
    await callJson(bedrock, HAIKU_3, { body: userSays('hello', 10) });
    expect(sinks.lines).toEqual([]);
  }
});
