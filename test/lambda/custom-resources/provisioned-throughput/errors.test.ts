import { createScene, CUSTOM, MINUTE, OTHER_CUSTOM, properties } from './support/scene';
import { ProvisionedFault, ProvisionedOperation } from '../../../../local/bedrock-control/provisioned/fault';
import { PROVISIONED_ERROR_CODES, ProvisionedErrorCode } from '../../../../local/bedrock-control/provisioned/provisioned-error';

const CREATE = 'CreateProvisionedModelThroughput';
const GET = 'GetProvisionedModelThroughput';
const UPDATE = 'UpdateProvisionedModelThroughput';
const DELETE = 'DeleteProvisionedModelThroughput';

/** What a person is told to do about each. */
const ADVICE: { readonly [code in ProvisionedErrorCode]: string } = {
  AccessDeniedException: 'Check that the account has access to the model',
  ConflictException: 'Something else is changing it',
  InternalServerException: 'deploy again',
  ResourceNotFoundException: 'Check the model and its Region',
  ServiceQuotaExceededException: 'until AWS Support grants some',
  ThrottlingException: 'deploy again in some minutes',
  TooManyTagsException: 'A resource has at most 50 tags',
  ValidationException: 'Check the model, the units and the commitment',
};

describe.each(PROVISIONED_ERROR_CODES)('%s', (code) => {
  test('on creating: nothing is left, and the reason says what happened and what to do', async () => {
    const { stack, throughputs } = createScene();
    throughputs.addFault({ operation: CREATE, fault: code });
    const { status, reasons } = await stack().deploy(properties());
    expect(status).toBe('rolledBack');
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(new RegExp(`creating 'chat-[0-9a-f]{8}' failed with ${code}: ${CREATE} was made to fail\\.`));
    expect(reasons[0]).toContain(ADVICE[code]);
    expect(reasons[0]).toMatch(['InternalServerException', 'ThrottlingException'].includes(code) ? /Whether it was bought is not known: if there is a Provisioned Throughput 'chat-/ : /Nothing has been bought\./);
    expect(reasons[0]).not.toMatch(/\n\s+at /);
    expect(throughputs.list()).toEqual([]);
  });

  test('on the first look before anything is bought', async () => {
    const { stack, throughputs } = createScene();
    throughputs.addFault({ operation: GET, fault: code, count: 1 });
    const { status, reasons } = await stack().deploy(properties());
    // What is not found is what is to be made.
    if (code === 'ResourceNotFoundException') return expect(status).toBe('complete');
    expect(status).toBe('rolledBack');
    expect(reasons[0]).toMatch(new RegExp(`looking for 'chat-[0-9a-f]{8}' failed with ${code}`));
    expect(reasons[0]).toContain('Nothing has been bought now; if an earlier attempt has bought it, the next deployment takes it over.');
    expect(throughputs.calls).not.toContain(CREATE);
  });

  /** Others will be the same however often they are tried. */
  const passes = ['ConflictException', 'InternalServerException', 'ResourceNotFoundException', 'ThrottlingException'].includes(code);

  test.each<[string, ProvisionedOperation]>([['changing', UPDATE], ['tagging', 'TagResource'], ['untagging', 'UntagResource']])('on %s', async (_, operation) => {
    const { stack, throughputs, only } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Model: CUSTOM, Tags: { a: '1' } }));
    const before = only();
    throughputs.addFault({ operation, fault: code, count: 1 });
    const { status, reasons } = await deployed.deploy(properties({ Model: OTHER_CUSTOM, Name: 'talk', Tags: { b: '2' } }));
    expect(status).toBe(passes ? 'complete' : 'rolledBack');
    if (!passes) expect(reasons[0]).toContain(`failed with ${code}: ${operation} was made to fail.`);
    expect(only().model.arn).toBe(passes ? OTHER_CUSTOM : CUSTOM);
    expect(only().arn).toBe(before.arn);
  });

  test('on deleting', async () => {
    const { stack, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties());
    const { physicalId } = deployed;
    throughputs.addFault({ operation: DELETE, fault: code, count: 1 });
    const { status, reasons } = await deployed.delete();
    expect(status).toBe(passes ? 'complete' : 'deleteFailed');
    if (passes) return expect(throughputs.list()).toEqual([]);
    expect(reasons[0]).toContain(`(${physicalId}) failed with ${code}: ${DELETE} was made to fail.`);
    expect(reasons[0]).toContain('It is charged for until it is deleted.');
    await deployed.delete();
    expect(throughputs.list()).toEqual([]);
  });
});

describe('a control plane that does not answer', () => {
  test.each<ProvisionedFault>(['lostAnswer', 'lostRequest', 'ThrottlingException', 'InternalServerException'])('for a while, while waiting (%s): the wait goes on', async (fault) => {
    const { stack, throughputs, strike, only } = createScene();
    const deployed = stack();
    strike('isComplete', 'answerLost');
    throughputs.addFault({ operation: GET, fault: 'ResourceNotFoundException', count: 1 });
    throughputs.addFault({ operation: GET, fault, count: 15 });
    // The first look is answered as if there were none, all others fail for more than five minutes.
    expect(await deployed.deploy(properties())).toEqual({ status: 'complete', reasons: [] });
    expect(only().arn).toBe(deployed.physicalId);
  });

  test('to the end of the wait: the reason says what is there and charged for', async () => {
    const { stack, throughputs } = createScene();
    throughputs.addFault({ operation: GET, fault: 'ResourceNotFoundException', count: 1 });
    throughputs.addFault({ operation: GET, fault: 'lostRequest' });
    const { status, reasons } = await stack().deploy(properties({ WaitSeconds: '600' }));
    const [left] = throughputs.list();
    expect(status).toBe('rollbackFailed');
    expect(reasons[0]).toContain('cannot be asked or changed (Unknown: Error: socket hang up.) after 10 minutes, the waitLimit.');
    expect(reasons[0]).toContain(`If ${left!.arn} exists, it is charged for.`);
    expect(reasons[1]).toContain('It is charged for until it is deleted: delete the stack again.');
  });

  test('the answer to a creation is lost: what it made is found by its name', async () => {
    const { stack, throughputs, only } = createScene();
    const deployed = stack();
    throughputs.addFault({ operation: CREATE, fault: 'lostAnswer', count: 1 });
    expect(await deployed.deploy(properties())).toMatchObject({ status: 'complete' });
    expect(only().arn).toBe(deployed.physicalId);
  });

  test('and so is everything after it: the reason names what may be there, and the next deployment takes it over', async () => {
    const { stack, throughputs, only } = createScene();
    const deployed = stack();
    throughputs.addFault({ operation: GET, fault: 'ResourceNotFoundException', count: 1 });
    throughputs.addFault({ operation: CREATE, fault: 'lostAnswer', count: 1 });
    throughputs.addFault({ operation: GET, fault: 'lostRequest', count: 1 });
    const { reasons } = await deployed.deploy(properties());
    expect(reasons[0]).toContain(`Whether it was bought is not known: if there is a Provisioned Throughput '${only().name}', it is charged for.`);
    expect(await deployed.deploy(properties())).toMatchObject({ status: 'complete' });
    expect(only().arn).toBe(deployed.physicalId);
  });

  test('a name that is taken although the first look did not find it is taken over', async () => {
    const { stack, throughputs, only } = createScene();
    const deployed = stack({ retain: true });
    await deployed.deploy(properties());
    await deployed.delete();
    throughputs.addFault({ operation: GET, fault: 'ResourceNotFoundException', count: 1 });
    expect(await deployed.deploy(properties())).toMatchObject({ status: 'complete' });
    expect(only().arn).toBe(deployed.physicalId);
  });
});

describe('functions', () => {
  test.each([true, false])('the answer of onEvent is lost, so that it runs twice: one is bought (names unique: %s)', async (uniqueNames) => {
    const { stack, strike, only } = createScene({ uniqueNames });
    const deployed = stack();
    strike('onEvent', 'answerLost');
    expect(await deployed.deploy(properties())).toMatchObject({ status: 'complete' });
    expect(only().arn).toBe(deployed.physicalId);
    strike('onEvent', 'answerLost');
    expect(await deployed.deploy(properties({ ModelUnits: '2' }))).toMatchObject({ status: 'complete' });
    expect(only()).toMatchObject({ arn: deployed.physicalId, modelUnits: 2 });
  });

  test('the same request twice, with names that are not found for a while: its token keeps it from buying two', async () => {
    const { stack, strike, only, throughputs } = createScene({ uniqueNames: false });
    const deployed = stack();
    throughputs.addFault({ operation: GET, fault: 'ResourceNotFoundException', count: 2 });
    strike('onEvent', 'answerLost');
    expect(await deployed.deploy(properties())).toMatchObject({ status: 'complete' });
    expect(only().arn).toBe(deployed.physicalId);
  });

  test('one that is killed right after it has bought something: the next deployment takes that over', async () => {
    const { stack, strike, only } = createScene();
    const deployed = stack();
    strike('onEvent', 'killedAfter');
    expect(await deployed.deploy(properties())).toMatchObject({ status: 'rolledBack' });
    expect(deployed.physicalId).toBeUndefined();
    const left = only().arn;
    expect(await deployed.deploy(properties())).toMatchObject({ status: 'complete' });
    expect(only().arn).toBe(left);
  });

  test('a time-out of the framework itself still answers CloudFormation', async () => {
    const { stack, throughputs } = createScene({ creationMs: 56 * MINUTE });
    const { status, reasons } = await stack().deploy(properties({ WaitSeconds: String(100 * 60) }));
    expect(reasons[0]).toBe('Operation timed out');
    expect(status).toBe('rolledBack');
    expect(throughputs.list()).toEqual([]);
  });

  test('a reason is short enough for CloudFormation, however long Bedrock’s is', async () => {
    const { stack, throughputs } = createScene({ creationMs: 0 });
    throughputs.failNext('x'.repeat(10_000));
    const { reasons } = await stack().deploy(properties());
    expect(reasons[0]!.length).toBeLessThan(2_000);
    expect(reasons[0]).toContain('x… It has been deleted.');
  });
});
