import { NO_DATA, OURS, pacing, scriptedControl, TEXT, THEIR_BUCKET, THEIRS, wanting } from './support/settings';
import { handleEvent, ResourceEvent } from '../../../../lambda/custom-resources/invocation-logging/handle-event';
import { ControlError } from '../../../../lambda/custom-resources/invocation-logging/logging-control';

const create = (properties: unknown = wanting()): ResourceEvent => ({ RequestType: 'Create', ResourceProperties: properties });
const remove = (properties: unknown = wanting()): ResourceEvent => ({ RequestType: 'Delete', ResourceProperties: properties });
const settling = () => new ControlError('settling', 'ValidationException', 'Failed to validate permissions for log group');

test('takes the values as CloudFormation hands them over', async () => {
  const control = scriptedControl();
  const asText = JSON.parse(JSON.stringify(wanting(OURS, TEXT, NO_DATA)), (_, value: unknown) => typeof value === 'boolean' ? String(value) : value) as unknown;
  await handleEvent(create(asText), control, pacing());
  expect(control.found).toEqual({ cloudWatchConfig: OURS, ...TEXT });
});

test.each([
  ['ResourceProperties', null],
  ['configuration.cloudWatchConfig', { configuration: NO_DATA }],
  ['configuration.cloudWatchConfig.roleArn', { configuration: { ...NO_DATA, cloudWatchConfig: { logGroupName: 'x' } } }],
  ['configuration.audioDataDeliveryEnabled', { configuration: { cloudWatchConfig: OURS, ...NO_DATA, audioDataDeliveryEnabled: 'yes' } }],
  ['replaces.textDataDeliveryEnabled', { ...wanting(), replaces: {} }],
  ['replaces.cloudWatchConfig.largeDataDeliveryS3Config.bucketName', { ...wanting(), replaces: { ...NO_DATA, cloudWatchConfig: { ...OURS, largeDataDeliveryS3Config: {} } } }],
])('names %s where it does not understand the template', async (path, properties) => {
  const control = scriptedControl();
  await expect(handleEvent(create(properties), control, pacing())).rejects.toThrow(`${path} is`);
  expect(control.writes).toEqual([]);
});

test('repeats what may pass, with growing pauses, and reads again before it writes again', async () => {
  const control = scriptedControl();
  control.script = ['before', 'works', 'before', 'works', 'after'];
  const time = pacing();
  await expect(handleEvent(create(), control, time)).resolves.toEqual({ kind: 'leave', why: 'done already' });
  expect(time.pauses).toEqual([250, 500, 1000].map((ms) => 0.75 * ms));
  expect(control.writes).toHaveLength(1);
});

test('gives up before Lambda would end it, with the last error', async () => {
  const control = scriptedControl();
  control.script = Array.from({ length: 100 }, () => 'before');
  const time = pacing(undefined, 60_000);
  await expect(handleEvent(create(), control, time)).rejects.toThrow('ThrottlingException: slow down');
  expect(time.now()).toBeGreaterThan(45_000);
  expect(time.now()).toBeLessThan(60_000);
});

test('waits for a new role to be known, and not for minutes', async () => {
  const control = scriptedControl();
  control.script = ['works', settling(), 'works', settling(), 'works', 'works'];
  await expect(handleEvent(create(), control, pacing())).resolves.toMatchObject({ kind: 'put' });

  control.found = undefined;
  control.script = Array.from({ length: 200 }, (_, index) => index % 2 ? settling() : 'works');
  const time = pacing();
  await expect(handleEvent(create(), control, time)).rejects.toThrow('Failed to validate permissions');
  expect(time.now()).toBeLessThan(90_000);
});

test('does not repeat what cannot work', async () => {
  const control = scriptedControl();
  control.script = ['works', new ControlError('final', 'ValidationException', 'The bucket name is not valid')];
  const time = pacing();
  await expect(handleEvent(create(), control, time)).rejects.toThrow('ValidationException: The bucket name is not valid');
  expect(time.pauses).toEqual([]);
});

test('a refusal is decided anew after a pause in which somebody else has configured logging', async () => {
  const control = scriptedControl();
  control.script = ['works', 'before'];
  const time = pacing(() => { control.found = { cloudWatchConfig: THEIRS }; });
  await expect(handleEvent(create(), control, time)).rejects.toThrow("log group '/bedrock/theirs'");
  expect(control.found).toEqual({ cloudWatchConfig: THEIRS });
});

test('a stack whose creation was refused is deleted without a trace', async () => {
  const control = scriptedControl({ cloudWatchConfig: THEIRS, ...TEXT });
  await expect(handleEvent(create(), control, pacing())).rejects.toThrow();
  await handleEvent(remove(), control, pacing());
  expect(control.writes).toEqual([]);
});

test('removes its own when what it should put back is gone itself', async () => {
  const control = scriptedControl({ cloudWatchConfig: OURS, s3Config: THEIR_BUCKET, ...NO_DATA });
  const gone = new ControlError('final', 'ValidationException', 'The log group does not exist');
  control.script = ['works', gone];
  await handleEvent(remove(wanting(OURS, NO_DATA, { cloudWatchConfig: THEIRS, ...TEXT })), control, pacing());
  expect(control.found).toEqual({ s3Config: THEIR_BUCKET, ...NO_DATA });
});
