import { createScene, CUSTOM, DAY, FOREIGN_CUSTOM, MINUTE, NOVA, NOVA_ARN, OTHER_CUSTOM, properties } from './support/scene';
import { createHandlers } from '../../../../lambda/custom-resources/provisioned-throughput/handlers';

describe('create', () => {
  test('waits until it is in service, and tells its ARN and its name', async () => {
    const { stack, only, clock } = createScene();
    const deployed = stack();
    const start = clock.now();
    expect(await deployed.deploy(properties({ Tags: { team: 'search' } }))).toEqual({ status: 'complete', reasons: [] });
    const { arn, name, modelUnits, model, tags, status, commitment } = only();
    expect({ modelUnits, model: model.arn, tags, status, commitment }).toEqual({ modelUnits: 1, model: NOVA_ARN, tags: { team: 'search' }, status: 'InService', commitment: undefined });
    expect(name).toMatch(/^chat-[0-9a-f]{8}$/);
    expect(deployed.physicalId).toBe(arn);
    expect(deployed.attributes).toEqual({ ProvisionedModelArn: arn, ProvisionedModelName: name });
    expect(clock.now() - start).toBe(10 * MINUTE);
  });

  test.each([['OneMonth', '2026-02-01T'], ['SixMonths', '2026-07-01T']] as const)('under a commitment of %s tells when it ends', async (Commitment, end) => {
    const { stack, only } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Commitment }));
    expect(only().commitment).toBe(Commitment);
    expect(deployed.attributes.CommitmentExpirationTime).toContain(end);
  });

  test('a bounded wait: one that does not come into service in time fails, says so, and goes', async () => {
    const { stack, throughputs, clock } = createScene({ creationMs: 50 * MINUTE });
    const { status, reasons } = await stack().deploy(properties({ WaitSeconds: '600' }));
    expect(reasons[0]).toContain('is still Creating after 10 minutes, the waitLimit');
    // It cannot be deleted while it is being created, and not for as long as the wait of the deletion lasts.
    expect(status).toBe('rollbackFailed');
    expect(reasons[0]).toContain(`may be charged for: delete it with "aws bedrock delete-provisioned-model-throughput --provisioned-model-id ${throughputs.list()[0]!.arn}"`);
    expect(reasons[1]).toContain('It is charged for until it is deleted');
    expect(clock.now()).toBeGreaterThan(20 * MINUTE);
  });

  test('the deletion after a time-out waits for the creation to end', async () => {
    const { stack, throughputs } = createScene({ creationMs: 15 * MINUTE });
    expect(await stack().deploy(properties({ WaitSeconds: '600' }))).toMatchObject({ status: 'rolledBack' });
    expect(throughputs.list()).toEqual([]);
  });

  test('one that ends as Failed says why, and is deleted', async () => {
    const { stack, throughputs } = createScene();
    throughputs.failNext('There is no capacity for this model at present.');
    const { status, reasons } = await stack().deploy(properties());
    expect(status).toBe('rolledBack');
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain('is Failed: There is no capacity for this model at present. It has been deleted.');
    expect(throughputs.list()).toEqual([]);
  });

  test('takes over what was retained when the stack was deleted, whatever its new id, and never buys the same twice', async () => {
    const { stack, only, throughputs } = createScene();
    const deployed = stack({ retain: true });
    await deployed.deploy(properties({ Commitment: 'SixMonths' }));
    const { arn } = only();
    await deployed.delete();
    expect(deployed.physicalId).toBeUndefined();
    await deployed.deploy(properties({ Commitment: 'SixMonths', Tags: { team: 'search' } }));
    expect(deployed.physicalId).toBe(arn);
    expect(only().tags).toEqual({ team: 'search' });
    expect(throughputs.list()).toHaveLength(1);
  });

  test('what another resource has under the same name and properties is its own', async () => {
    const { stack, throughputs } = createScene({ creationMs: 0 });
    const [first, second, third] = [stack({ logicalId: 'First' }), stack({ logicalId: 'Second' }), stack({ stackName: 'Another' })];
    for (const deployed of [first!, second!, third!]) await deployed.deploy(properties());
    expect(new Set([first!.physicalId, second!.physicalId, third!.physicalId]).size).toBe(3);
    expect(throughputs.list()).toHaveLength(3);
  });

  test('one that is there with another name than its generation says is not mistaken for it', async () => {
    const { stack, throughputs } = createScene({ creationMs: 0 });
    throughputs.create({ provisionedModelName: 'chat', modelId: NOVA, modelUnits: 1, tags: {} });
    const deployed = stack();
    await deployed.deploy(properties());
    expect(throughputs.list()).toHaveLength(2);
  });
});

describe('update in place', () => {
  test('a new name', async () => {
    const { stack, only } = createScene();
    const deployed = stack();
    await deployed.deploy(properties());
    const { arn, name } = only();
    expect(await deployed.deploy(properties({ Name: 'talk' }))).toMatchObject({ status: 'complete' });
    expect(only()).toMatchObject({ arn, name: name.replace('chat', 'talk') });
    expect(deployed.physicalId).toBe(arn);
  });

  test('another custom model of the same base model, which takes its time', async () => {
    const { stack, only, clock } = createScene();
    const deployed = stack();
    await deployed.deploy(properties({ Model: CUSTOM }));
    const { arn } = only();
    const start = clock.now();
    expect(await deployed.deploy(properties({ Model: OTHER_CUSTOM, Name: 'talk' }))).toMatchObject({ status: 'complete' });
    expect(only()).toMatchObject({ arn, status: 'InService', model: { arn: OTHER_CUSTOM } });
    expect(only().name).toMatch(/^talk-/);
    expect(clock.now() - start).toBeGreaterThanOrEqual(5 * MINUTE);
  });

  test('under a commitment too', async () => {
    const { stack, only } = createScene();
    const deployed = stack();
    await deployed.deploy(properties({ Model: CUSTOM, Commitment: 'SixMonths' }));
    const { arn } = only();
    expect(await deployed.deploy(properties({ Model: OTHER_CUSTOM, Commitment: 'SixMonths' }))).toMatchObject({ status: 'complete' });
    expect(only().arn).toBe(arn);
  });

  test('tags that are added, changed and removed; those of somebody else stay', async () => {
    const { stack, only, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Tags: { team: 'search', stage: 'test' } }));
    throughputs.tag(only().arn, { owner: 'somebody' });
    await deployed.deploy(properties({ Tags: { team: 'chat', cost: '4711' } }));
    expect(only().tags).toEqual({ team: 'chat', cost: '4711', owner: 'somebody' });
    await deployed.deploy(properties());
    expect(only().tags).toEqual({ owner: 'somebody' });
  });

  test('a name that somebody has changed by hand is set again, and nothing is bought', async () => {
    const { stack, only, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties());
    const { arn, name } = only();
    throughputs.update(arn, { desiredProvisionedModelName: 'mine' });
    await deployed.deploy(properties({ Tags: { team: 'search' } }));
    expect(only()).toMatchObject({ arn, name });
  });

  test('a swap that Bedrock refuses changes nothing', async () => {
    const { stack, only } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Model: CUSTOM }));
    const { status, reasons } = await deployed.deploy(properties({ Model: FOREIGN_CUSTOM }));
    expect(status).toBe('rolledBack');
    expect(reasons[0]).toContain('ValidationException: The desired model was not customized from the same base model.');
    expect(only()).toMatchObject({ arn: deployed.physicalId, status: 'InService', model: { arn: CUSTOM } });
  });

  test('a swap that fails leaves what was in service, and says so', async () => {
    const { stack, only, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Model: CUSTOM }));
    throughputs.failNext('The custom model could not be loaded.');
    const { reasons } = await deployed.deploy(properties({ Model: OTHER_CUSTOM }));
    expect(reasons[0]).toContain(`is Failed: The custom model could not be loaded. It is there and charged for: ${deployed.physicalId}.`);
    expect(only().arn).toBe(deployed.physicalId);
  });

  test('a change that is still at work when the next one comes is waited for', async () => {
    const { stack, only, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Model: CUSTOM }));
    throughputs.update(only().arn, { desiredModelId: OTHER_CUSTOM });
    expect(only().status).toBe('Updating');
    expect(await deployed.deploy(properties({ Model: CUSTOM, Name: 'talk' }))).toMatchObject({ status: 'complete' });
    expect(only()).toMatchObject({ status: 'InService', model: { arn: CUSTOM } });
  });
});

describe('replacement', () => {
  test.each<[string, object, object]>([
    ['units', {}, { ModelUnits: '2' }],
    ['a commitment', {}, { Commitment: 'OneMonth' }],
    ['a foundation model', {}, { Model: 'amazon.nova-pro-v1:0:300k' }],
    ['a custom model in the place of a foundation model', {}, { Model: CUSTOM }],
    ['a foundation model in the place of a custom model', { Model: CUSTOM }, { Model: NOVA }],
  ])('%s: the new one is in service before the old one goes', async (_, before, after) => {
    const { stack, only, throughputs, clock } = createScene();
    const deployed = stack();
    await deployed.deploy(properties(before));
    const { arn } = only();
    const seen: string[][] = [];
    const advance = clock.advance.bind(clock);
    clock.advance = async (ms) => {
      seen.push(throughputs.list().map((each) => (each.arn === arn ? 'old' : each.status)));
      await advance(ms);
    };
    expect(await deployed.deploy(properties(after))).toEqual({ status: 'complete', reasons: [] });
    expect(seen.every(([first]) => first === 'old')).toBe(true);
    expect(only()).toMatchObject({ arn: deployed.physicalId, status: 'InService' });
    expect(deployed.physicalId).not.toBe(arn);
  });

  test('is refused while the commitment runs, with its end, and nothing is bought', async () => {
    const { stack, only } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Commitment: 'OneMonth' }));
    const { arn } = only();
    const { status, reasons } = await deployed.deploy(properties({ Commitment: 'OneMonth', ModelUnits: '2' }));
    expect(status).toBe('rolledBack');
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain('its commitment of one month runs until 2026-02-01T00:00:00.000Z and both would be charged for. Nothing has been bought.');
    expect(only().arn).toBe(arn);
  });

  test('works when the commitment is over', async () => {
    const { stack, only, clock } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Commitment: 'OneMonth' }));
    await clock.advance(31 * DAY + MINUTE);
    expect(await deployed.deploy(properties())).toMatchObject({ status: 'complete' });
    expect(only()).toMatchObject({ arn: deployed.physicalId, commitment: undefined });
  });

  test('fails without harm where the quota has no room for both', async () => {
    const { stack, only } = createScene({ creationMs: 0, unitQuota: 2 });
    const deployed = stack();
    await deployed.deploy(properties());
    const { arn } = only();
    const { status, reasons } = await deployed.deploy(properties({ ModelUnits: '2' }));
    expect(status).toBe('rolledBack');
    expect(reasons[0]).toContain('ServiceQuotaExceededException');
    expect(reasons[0]).toContain('A replacement needs those of the old and the new one together. Nothing has been bought.');
    expect(only().arn).toBe(arn);
    expect(deployed.physicalId).toBe(arn);
  });

  test('what somebody has deleted by hand is bought again with the next change', async () => {
    const { stack, only, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties());
    throughputs.delete(only().arn);
    expect(await deployed.deploy(properties({ Tags: { a: 'b' } }))).toMatchObject({ status: 'complete' });
    expect(only()).toMatchObject({ arn: deployed.physicalId, tags: { a: 'b' } });
  });
});

describe.each(['former', 'new'] as const)('rollback, told the %s id', (rollbackFrom) => {
  test('of a first deployment deletes what it bought', async () => {
    const { stack, throughputs } = createScene();
    expect(await stack({ rollbackFrom }).deploy(properties(), 'fails')).toEqual({ status: 'rolledBack', reasons: [] });
    expect(throughputs.list()).toEqual([]);
  });

  test('of a replacement goes back to the old one and buys no third', async () => {
    const { stack, only, throughputs } = createScene();
    const deployed = stack({ rollbackFrom });
    await deployed.deploy(properties());
    const { arn } = only();
    expect(await deployed.deploy(properties({ ModelUnits: '3', Name: 'talk' }), 'fails')).toEqual({ status: 'rolledBack', reasons: [] });
    expect(deployed.physicalId).toBe(arn);
    expect(only()).toMatchObject({ arn, modelUnits: 1 });
    expect(throughputs.calls.filter((operation) => operation === 'CreateProvisionedModelThroughput')).toHaveLength(2);
  });

  test('of a replacement that failed', async () => {
    const { stack, only, throughputs } = createScene();
    const deployed = stack({ rollbackFrom });
    await deployed.deploy(properties());
    const { arn } = only();
    throughputs.failNext('no capacity');
    expect(await deployed.deploy(properties({ ModelUnits: '3' }))).toMatchObject({ status: 'rolledBack' });
    expect(only()).toMatchObject({ arn, modelUnits: 1 });
    expect(deployed.physicalId).toBe(arn);
  });

  test('of a new name and another model', async () => {
    const { stack, only } = createScene();
    const deployed = stack({ rollbackFrom });
    await deployed.deploy(properties({ Model: CUSTOM, Tags: { a: '1' } }));
    const { name } = only();
    expect(await deployed.deploy(properties({ Model: OTHER_CUSTOM, Name: 'talk', Tags: { b: '2' } }), 'fails')).toMatchObject({ status: 'rolledBack' });
    expect(only()).toMatchObject({ name, model: { arn: CUSTOM }, tags: { a: '1' }, status: 'InService' });
  });

  test('to the old one when the new one has begun a commitment: it is kept, and said to be', async () => {
    const { stack, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack({ rollbackFrom });
    await deployed.deploy(properties());
    const former = deployed.physicalId;
    const { status, reasons } = await deployed.deploy(properties({ Commitment: 'OneMonth' }), 'fails');
    expect(status).toBe('rolledBack');
    expect(deployed.physicalId).toBe(former);
    const [, left] = throughputs.list();
    expect(reasons[0]).toContain(left!.arn);
    expect(reasons[0]).toContain('cannot be deleted: its commitment of one month runs until 2026-02-01T00:00:00.000Z');
  });
});

describe('delete', () => {
  test('waits until it is gone', async () => {
    const { stack, throughputs } = createScene();
    const deployed = stack();
    await deployed.deploy(properties());
    expect(await deployed.delete()).toEqual({ status: 'complete', reasons: [] });
    expect(throughputs.list()).toEqual([]);
  });

  test.each(['ValidationException', 'ConflictException'] as const)('is refused while the commitment runs, with its end (Bedrock would say %s)', async (commitmentRefusal) => {
    const { stack, only, clock } = createScene({ creationMs: 0, commitmentRefusal });
    const deployed = stack();
    await deployed.deploy(properties({ Commitment: 'SixMonths' }));
    const { arn } = only();
    const { status, reasons } = await deployed.delete();
    expect(status).toBe('deleteFailed');
    expect(reasons[0]).toContain(`(${arn}) cannot be deleted: its commitment of six months runs until 2026-07-01T00:00:00.000Z, and it renews itself then unless it is deleted.`);
    expect(only().arn).toBe(arn);
    await clock.advance(181 * DAY + MINUTE);
    expect(await deployed.delete()).toMatchObject({ status: 'complete' });
  });

  test('of what was being created under a commitment says until when it is charged for', async () => {
    const { stack, only } = createScene({ creationMs: 50 * MINUTE });
    const { status, reasons } = await stack().deploy(properties({ Commitment: 'OneMonth', WaitSeconds: '600' }));
    expect(status).toBe('rollbackFailed');
    for (const reason of reasons) expect(reason).toContain('its commitment of one month runs until 2026-02-01T00:00:00.000Z');
    expect(reasons[1]).toContain(only().arn);
  });

  test('of what is gone already succeeds', async () => {
    const { stack, only, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties());
    throughputs.delete(only().arn);
    expect(await deployed.delete()).toMatchObject({ status: 'complete' });
  });

  test('of what is being changed waits for that', async () => {
    const { stack, only, throughputs } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties({ Model: CUSTOM }));
    throughputs.update(only().arn, { desiredModelId: OTHER_CUSTOM });
    expect(await deployed.delete()).toMatchObject({ status: 'complete' });
    expect(throughputs.list()).toEqual([]);
  });

  test('by an id that CloudFormation has made up finds by name what a creation without an answer has left', async () => {
    const { stack, throughputs, plane } = createScene({ creationMs: 0 });
    const deployed = stack();
    await deployed.deploy(properties());
    const { onEvent, isComplete } = createHandlers(plane, () => 0);
    const request = {
      RequestType: 'Delete' as const,
      RequestId: '1',
      StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/Stack/another',
      LogicalResourceId: 'Resource',
      PhysicalResourceId: 'Stack-Resource-1ABC',
      ResourceProperties: properties() as never,
    };
    expect(await isComplete({ ...request, ...await onEvent(request) })).toEqual({ IsComplete: true });
    expect(throughputs.list()).toEqual([]);
  });
});
