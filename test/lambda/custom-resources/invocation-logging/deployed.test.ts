import { ACCOUNT, deploy, Deployment, REGION } from './support/deployment';
import { NO_DATA, TEXT, THEIR_BUCKET } from './support/settings';
import { ExistingInvocationLogging } from '../../../../src';
import { LoggingConfiguration } from '../../../../src/contract/invocation-logging';

/** A log group and a role that exist, but are none of the stack. */
const THEIRS = { logGroupName: 'theirs', roleArn: `arn:aws:iam::${ACCOUNT}:role/theirs` };

let deployment: Deployment;
const found = () => deployment.settings.get(ACCOUNT, REGION);
const own = () => deployment.properties.configuration.cloudWatchConfig;
const is = (configuration: LoggingConfiguration | undefined) => {
  deployment.settings.delete(ACCOUNT, REGION);
  if (configuration) deployment.settings.set(ACCOUNT, REGION, configuration);
};
const changed = (flags: object) => ({ ...deployment.properties, configuration: { ...deployment.properties.configuration, ...flags } });

describe('the function as it is deployed', () => {
  beforeAll(async () => {
    deployment = await deploy();
  });
  afterEach(() => {
    deployment.control.clearFaults();
    expect(deployment.authorizer.denials).toEqual([]);
  });
  afterAll(() => deployment.close());

  test('creates, changes and deletes the setting, with the permissions of the template, and answers as CloudFormation expects', async () => {
    is(undefined);
    expect(await deployment.send({ RequestType: 'Create' })).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'model-invocation-logging',
      StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/Stack/1',
      RequestId: 'request-0',
      LogicalResourceId: 'Setting',
    });
    expect(found()).toEqual({ cloudWatchConfig: own(), ...NO_DATA });
    const update = await deployment.send({ RequestType: 'Update', ResourceProperties: changed(TEXT), OldResourceProperties: deployment.properties });
    expect(update).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'model-invocation-logging' });
    expect(found()).toEqual({ cloudWatchConfig: own(), ...TEXT });
    expect(await deployment.send({ RequestType: 'Delete', ResourceProperties: changed(TEXT) })).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toBeUndefined();
  });

  test('comes beside an S3 destination and leaves it behind', async () => {
    is({ s3Config: THEIR_BUCKET, ...NO_DATA });
    await deployment.send({ RequestType: 'Create' });
    expect(found()).toEqual({ s3Config: THEIR_BUCKET, cloudWatchConfig: own(), ...NO_DATA });
    await deployment.send({ RequestType: 'Delete' });
    expect(found()).toEqual({ s3Config: THEIR_BUCKET, ...NO_DATA });
  });

  test('shows in the deployment what is configured already, and is deleted without a trace', async () => {
    is({ cloudWatchConfig: THEIRS, ...TEXT });
    const { Status, Reason } = await deployment.send({ RequestType: 'Create' });
    expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining(`ExistingInvocationLogging.replace({ logGroupName: 'theirs', roleArn: '${THEIRS.roleArn}', textData: true })`)]);
    expect(await deployment.send({ RequestType: 'Delete' })).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toEqual({ cloudWatchConfig: THEIRS, ...TEXT });
  });

  const OPERATIONS = ['GetModelInvocationLoggingConfiguration', 'PutModelInvocationLoggingConfiguration', 'DeleteModelInvocationLoggingConfiguration'] as const;
  const ERRORS = [['ThrottlingException', 429], ['InternalServerException', 500], ['AccessDeniedException', 403]] as const;
  const faults = OPERATIONS.flatMap((operation) => ERRORS.map(([name, status]) => ({ operation, name, status })));

  test.each(faults)('gets over one $name of $operation', async ({ operation, name, status }) => {
    is(undefined);
    deployment.control.setFault({ kind: 'error', name, status, count: 1 }, operation);
    expect(await deployment.send({ RequestType: 'Create' })).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toBeDefined();
    expect(await deployment.send({ RequestType: 'Delete' })).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toBeUndefined();
  });

  test.each(OPERATIONS)('gets over a lost answer of %s', async (operation) => {
    is(undefined);
    deployment.control.setFault({ kind: 'drop', count: 1, when: 'after' }, operation);
    expect(await deployment.send({ RequestType: 'Create' })).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toEqual({ cloudWatchConfig: own(), ...NO_DATA });
    expect(await deployment.send({ RequestType: 'Delete' })).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toBeUndefined();
  });

  test('passes on what Bedrock says is wrong with the setting, at once', async () => {
    is(undefined);
    const before = deployment.control.calls.length;
    deployment.control.setFault({ kind: 'error', name: 'ValidationException', status: 400, message: 'The log group does not exist.' }, OPERATIONS[1]);
    expect(await deployment.send({ RequestType: 'Create' })).toMatchObject({ Status: 'FAILED', Reason: 'ValidationException: The log group does not exist.' });
    expect(deployment.control.calls.slice(before)).toEqual([OPERATIONS[0], OPERATIONS[1]]);
  });

  test('waits until Bedrock can use a role that was made a moment ago', async () => {
    is(undefined);
    const { roles } = deployment;
    const { roleArn } = own();
    const role = roles.get(roleArn)!;
    roles.delete(roleArn);
    const creation = deployment.send({ RequestType: 'Create' });
    const puts = () => deployment.control.calls.filter((operation) => operation === OPERATIONS[1]).length;
    for (const before = puts(); puts() < before + 2;) await new Promise((again) => setTimeout(again, 5));
    roles.set(roleArn, role);
    expect(await creation).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toEqual({ cloudWatchConfig: own(), ...NO_DATA });
  });

  test('answers again when an answer is not taken, and fails when none is, so that Lambda repeats the event', async () => {
    is(undefined);
    deployment.failAnswers(2);
    expect(await deployment.send({ RequestType: 'Create' })).toMatchObject({ Status: 'SUCCESS' });
    deployment.failAnswers(4);
    await expect(deployment.send({ RequestType: 'Create' })).rejects.toThrow('CloudFormation answered 503');
    expect(await deployment.send({ RequestType: 'Create' })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('writes one line of what it did, and no more', async () => {
    is(undefined);
    deployment.sinks.clear();
    await deployment.send({ RequestType: 'Create' });
    await deployment.send({ RequestType: 'Create' });
    const lines = deployment.sinks.lines({ containing: '"request"' }).map(({ message }) => message.slice(message.indexOf('{')).trim());
    expect(lines).toEqual(['{"request":"Create","outcome":"put"}', '{"request":"Create","outcome":"leave","because":"done already"}']);
  });
});

test('what was replaced comes back, and its role may be passed for that', async () => {
  deployment = await deploy({ textData: true, existing: ExistingInvocationLogging.replace(THEIRS) });
  try {
    // Somebody else's role, which Bedrock can use.
    const [ours] = [...deployment.roles.values()].filter(({ arn }) => arn === own().roleArn);
    deployment.roles.set(THEIRS.roleArn, {
      ...ours!, arn: THEIRS.roleArn, policies: [{ name: 'p', document: { Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }] } }],
    });
    is({ cloudWatchConfig: THEIRS, s3Config: THEIR_BUCKET, ...NO_DATA });
    expect(await deployment.send({ RequestType: 'Create' })).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toEqual({ cloudWatchConfig: own(), s3Config: THEIR_BUCKET, ...TEXT });
    expect(await deployment.send({ RequestType: 'Delete' })).toMatchObject({ Status: 'SUCCESS' });
    expect(found()).toEqual({ cloudWatchConfig: THEIRS, s3Config: THEIR_BUCKET, ...NO_DATA });
    expect(deployment.authorizer.denials).toEqual([]);
  } finally {
    await deployment.close();
  }
});

test('answers before Lambda ends it', async () => {
  // A minute is kept for the answer, so nothing is left for a second attempt.
  deployment = await deploy(undefined, 60);
  try {
    deployment.control.setFault({ kind: 'error', name: 'ThrottlingException', status: 429, message: 'slow down' });
    expect(await deployment.send({ RequestType: 'Create' })).toMatchObject({ Status: 'FAILED', Reason: 'ThrottlingException: slow down' });
    expect(deployment.control.calls).toHaveLength(1);
  } finally {
    await deployment.close();
  }
});
