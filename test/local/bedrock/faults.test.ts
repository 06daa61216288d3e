import { awsRequest, callJson, callStream, createWorld, errorOf, HAIKU_3, jsonOf, NOVA, SONNET, US_SONNET, userSays } from './support';
import { AwsResponse } from '../../../local/aws/service';
import { Fault, parseFault, SimulatedBedrock } from '../../../local/bedrock';

function withFault(fault: Fault, match = {}) {
  const world = createWorld();
  world.bedrock.addFault({ match, fault });
  return world;
}

async function errorResponse(bedrock: SimulatedBedrock, modelId: string): Promise<AwsResponse> {
  const request = awsRequest(modelId);
  return bedrock.renderError(await errorOf(bedrock.handle(request)), request);
}

describe('an error fault', () => {
  test.each([
    ['ValidationException', 400], ['ServiceQuotaExceededException', 400], ['AccessDeniedException', 403], ['ResourceNotFoundException', 404],
    ['ModelTimeoutException', 408], ['ModelErrorException', 424], ['ModelStreamErrorException', 424], ['ThrottlingException', 429],
    ['ModelNotReadyException', 429], ['InternalServerException', 500], ['ServiceUnavailableException', 503], ['FTUFormNotFilled', 404],
    ['MPAgreementBeingCreated', 403], ['overloaded_error', 529],
  ])('%s answers %i under its name', async (name, status) => {
    const { bedrock } = withFault({ kind: 'error', name });
    const response = await errorResponse(bedrock, NOVA);
    expect(response).toMatchObject({ status, headers: { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/` } });
    expect(jsonOf(response)).toMatchObject({ message: expect.stringMatching(/./) });
    expect(bedrock.attempts).toMatchObject([{ outcome: name }]);
  });

  test('carries the fields of the model error, and the message, status, fields and Retry-After that it is given', async () => {
    const { bedrock } = withFault({ kind: 'error', name: 'ModelErrorException' });
    expect(jsonOf(await errorResponse(bedrock, NOVA))).toMatchObject({ originalStatusCode: 500, resourceName: 'model' });
    bedrock.setFaults([{
      match: {}, fault: { kind: 'error', name: 'TeapotException', status: 418, message: 'short and stout', fields: { spout: 1 }, retryAfterSeconds: 7 },
    }]);
    const response = await errorResponse(bedrock, NOVA);
    expect(response).toMatchObject({ status: 418, headers: { 'retry-after': '7' } });
    expect(jsonOf(response)).toEqual({ message: 'short and stout', spout: 1 });
  });

  test('can be the denial of a service control policy', async () => {
    const { bedrock } = withFault({ kind: 'error', name: 'ServiceControlPolicyDeny' });
    expect(await errorOf(bedrock.handle(awsRequest(HAIKU_3, { operation: 'converse-stream' })))).toMatchObject({
      code: 'AccessDeniedException',
      status: 403,
      message: 'User: arn:aws:sts::111122223333:assumed-role/gateway/session is not authorized to perform: bedrock:InvokeModelWithResponseStream '
        + `on resource: arn:aws:bedrock:us-east-1::foundation-model/${HAIKU_3} with an explicit deny in a service control policy`,
    });
  });

  test('costs nothing', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: NOVA }, { requestsPerMinute: 1 });
    bedrock.addFault({ match: {}, fault: { kind: 'error', name: 'InternalServerException' }, count: 1 });
    await errorOf(bedrock.handle(awsRequest(NOVA)));
    await expect(callJson(bedrock, NOVA)).resolves.toHaveProperty('usage');
  });

  test('counts as a client, a server or a throttling error by its status', async () => {
    const { bedrock, sinks } = createWorld();
    for (const name of ['ValidationException', 'overloaded_error', 'ThrottlingException']) {
      bedrock.setFaults([{ match: {}, fault: { kind: 'error', name } }]);
      await errorOf(bedrock.handle(awsRequest(NOVA)));
    }
    expect(sinks.metrics.map((datum) => datum.name)).toEqual(['InvocationClientErrors', 'InvocationServerErrors', 'InvocationThrottles']);
  });
});

test.each([
  ['requestsPerMinute', 'Too many requests, please wait before trying again.'],
  ['tokensPerMinute', 'Too many tokens, please wait before trying again.'],
  ['tokensPerDay', 'Too many tokens per day, please wait before trying again.'],
] as const)('a throttle fault on %s has the message of that quota', async (dimension, message) => {
  const { bedrock } = withFault({ kind: 'throttle', dimension });
  expect(await errorOf(bedrock.handle(awsRequest(NOVA)))).toMatchObject({ code: 'ThrottlingException', status: 429, message });
});

describe('what a fault applies to', () => {
  const fault = { kind: 'error', name: 'InternalServerException' } as const;

  test.each([
    ['another account', { account: '999999999999' }], ['another Region', { region: 'eu-west-1' }], ['another model', { model: HAIKU_3 }],
    ['another operation', { operation: 'InvokeModel' as const }], ['another serving Region', { inferenceRegion: 'eu-west-1' }],
    ['another profile of the same model', { model: `eu.${SONNET}` }],
  ])('not to calls unlike %s', async (_what, match) => {
    const { bedrock } = withFault(fault, match);
    await expect(callJson(bedrock, US_SONNET)).resolves.toHaveProperty('usage');
  });

  test.each([
    ['everything', {}], ['the account', { account: '111122223333' }], ['the Region', { region: 'us-east-1' }], ['the profile', { model: US_SONNET }],
    ['the foundation model', { model: SONNET }], ['the operation', { operation: 'Converse' as const }],
  ])('to calls that match by %s', async (_what, match) => {
    const { bedrock } = withFault(fault, match);
    await expect(errorOf(bedrock.handle(awsRequest(US_SONNET)))).resolves.toHaveProperty('code', 'InternalServerException');
  });

  test('so many calls as its count says', async () => {
    const { bedrock } = createWorld();
    bedrock.addFault({ match: {}, fault, count: 2 });
    await errorOf(bedrock.handle(awsRequest(NOVA)));
    expect(bedrock.describe().faults).toMatchObject([{ remaining: 1 }]);
    await errorOf(bedrock.handle(awsRequest(NOVA)));
    await expect(callJson(bedrock, NOVA)).resolves.toHaveProperty('usage');
    expect(bedrock.describe().faults).toEqual([]);
  });

  test('calls within its time', async () => {
    const { bedrock, clock } = createWorld();
    bedrock.addFault({ match: {}, fault, forMs: 1_000 });
    expect(bedrock.describe().faults).toEqual([{ id: 'fault-1', match: {}, fault, expiresAt: clock.now() + 1_000 }]);
    await clock.advance(999);
    await errorOf(bedrock.handle(awsRequest(NOVA)));
    await clock.advance(1);
    await expect(callJson(bedrock, NOVA)).resolves.toHaveProperty('usage');
  });

  test('calls until it is cleared, by its id or with all others', async () => {
    const { bedrock } = createWorld();
    const [first] = bedrock.setFaults([{ match: {}, fault }, { match: {}, fault: { kind: 'latency', ms: 5 } }]);
    expect(bedrock.clearFaults(first)).toBe(true);
    expect(bedrock.clearFaults(first)).toBe(false);
    expect(bedrock.describe().faults).toHaveLength(1);
    expect(bedrock.clearFaults()).toBe(true);
    expect(bedrock.describe().faults).toEqual([]);
  });

  test('the first of several, in order', async () => {
    const { bedrock } = createWorld();
    bedrock.setFaults([{ match: { model: NOVA }, fault: { kind: 'throttle', dimension: 'tokensPerDay' } }, { match: {}, fault }]);
    expect((await errorOf(bedrock.handle(awsRequest(NOVA)))).code).toBe('ThrottlingException');
    expect((await errorOf(bedrock.handle(awsRequest(HAIKU_3)))).code).toBe('InternalServerException');
  });

  test('no more than a thousand can be in force', () => {
    const { bedrock } = createWorld();
    for (let index = 0; index < 1_000; index += 1) bedrock.addFault({ match: {}, fault });
    expect(() => bedrock.addFault({ match: {}, fault })).toThrow('faults: 1000 are in force already');
  });

  test('a call that is throttled does not use one up', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: NOVA }, { requestsPerMinute: 0 });
    bedrock.addFault({ match: {}, fault: { kind: 'contentFilter' }, count: 1 });
    await errorOf(bedrock.handle(awsRequest(NOVA)));
    expect(bedrock.describe().faults).toMatchObject([{ remaining: 1 }]);
  });
});

describe('an outage', () => {
  test('answers 503 in its source Region and nowhere else', async () => {
    const { bedrock } = withFault({ kind: 'outage', mode: 'unavailable' }, { region: 'us-east-1' });
    expect(await errorOf(bedrock.handle(awsRequest(NOVA)))).toMatchObject({ code: 'ServiceUnavailableException', status: 503 });
    await expect(callJson(bedrock, NOVA, { region: 'us-west-2' })).resolves.toHaveProperty('usage');
  });

  test('fails cross-Region calls that are made in it', async () => {
    const { bedrock } = withFault({ kind: 'outage', mode: 'unavailable' }, { region: 'us-east-1' });
    expect((await errorOf(bedrock.handle(awsRequest(US_SONNET)))).status).toBe(503);
  });

  test.each([{ region: 'us-west-2' }, { inferenceRegion: 'us-west-2' }])('of a destination (%j) moves cross-Region calls to the others', async (match) => {
    const { bedrock } = withFault({ kind: 'outage', mode: 'reset' }, match);
    for (let index = 0; index < 40; index += 1) await callJson(bedrock, US_SONNET);
    expect(new Set(bedrock.attempts.map((attempt) => attempt.inferenceRegion))).toEqual(new Set(['us-east-1', 'us-east-2']));
  });

  test('of every destination fails the call', async () => {
    const { bedrock } = createWorld();
    for (const inferenceRegion of ['us-east-1', 'us-east-2', 'us-west-2']) {
      bedrock.addFault({ match: { inferenceRegion }, fault: { kind: 'outage', mode: 'unavailable' } });
    }
    expect((await errorOf(bedrock.handle(awsRequest(US_SONNET)))).status).toBe(503);
  });

  test('is not used up by the calls that go around it', async () => {
    const { bedrock } = createWorld();
    bedrock.addFault({ match: { inferenceRegion: 'us-west-2' }, fault: { kind: 'outage', mode: 'unavailable' }, count: 1 });
    for (let index = 0; index < 10; index += 1) await callJson(bedrock, US_SONNET);
    expect(bedrock.describe().faults).toHaveLength(1);
  });

  test('by reset drops the connection before the headers', async () => {
    const { bedrock } = withFault({ kind: 'outage', mode: 'reset' });
    await expect(bedrock.handle(awsRequest(NOVA))).rejects.toMatchObject({ name: 'ConnectionLost' });
    expect(bedrock.attempts).toMatchObject([{ outcome: 'connectionLost' }]);
  });

  test('by silence answers nothing until the caller leaves', async () => {
    const { bedrock, clock } = withFault({ kind: 'outage', mode: 'silence' });
    const controller = new AbortController();
    const ended: string[] = [];
    const pending = bedrock.handle(awsRequest(NOVA, { signal: controller.signal })).catch((error: Error) => ended.push(error.name));
    await clock.advance(3_600_000);
    expect(ended).toEqual([]);
    controller.abort(new Error('gone'));
    await pending;
    expect(ended).toEqual(['ConnectionLost']);
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled' }]);
    expect(bedrock.records).toEqual([]);
  });
});

describe('latency', () => {
  test('delays the answer, and the headers of a stream', async () => {
    const { bedrock, clock } = withFault({ kind: 'latency', ms: 250 });
    let answered = false;
    const pending = bedrock.handle(awsRequest(NOVA, { operation: 'converse-stream' })).then(() => {
      answered = true;
    });
    await clock.advance(249);
    expect(answered).toBe(false);
    await clock.advance(1);
    await pending;
    expect(answered).toBe(true);
  });

  test('delays an error that comes after it in the list', async () => {
    const { bedrock, clock } = createWorld();
    bedrock.setFaults([{ match: {}, fault: { kind: 'latency', ms: 50 } }, { match: {}, fault: { kind: 'error', name: 'InternalServerException' } }]);
    const pending = errorOf(bedrock.handle(awsRequest(NOVA)));
    await clock.advance(50);
    expect((await pending).status).toBe(500);
    expect(bedrock.attempts).toMatchObject([{ durationMs: 50 }]);
  });
});

describe('faults of a stream', () => {
  const body = userSays('hi', 4);
  const DELTA = 'contentBlockDelta';

  test('a cut drops the connection after so many content events, charged but not logged', async () => {
    const { bedrock } = withFault({ kind: 'cut', afterEvents: 2 });
    expect(await callStream(bedrock, NOVA, { body })).toMatchObject({ types: ['messageStart', DELTA, DELTA], lost: true });
    expect(bedrock.attempts).toMatchObject([{ outcome: 'connectionLost', outputTokens: 2 }]);
    expect(bedrock.records).toEqual([]);
    bedrock.clearFaults();
    bedrock.setQuota({ model: NOVA }, { tokensPerMinute: 3 + 5 });
    await expect(callJson(bedrock, NOVA, { body })).resolves.toHaveProperty('usage');
  });

  test('an end comes without terminal events and without an error', async () => {
    const { bedrock } = withFault({ kind: 'end', afterEvents: 1 });
    expect(await callStream(bedrock, NOVA, { body })).toMatchObject({ types: ['messageStart', DELTA], lost: false, malformed: false });
    expect(bedrock.attempts).toMatchObject([{ outcome: 'incomplete' }]);
  });

  test('an end after the last content event leaves out the terminal events only', async () => {
    const { bedrock } = withFault({ kind: 'end', afterEvents: 4 });
    expect((await callStream(bedrock, NOVA, { body })).types).toEqual(['messageStart', DELTA, DELTA, DELTA, DELTA]);
  });

  test('a stall holds the stream up, and then it goes on', async () => {
    const { bedrock, clock } = withFault({ kind: 'stall', afterEvents: 2, ms: 30_000 });
    const pending = callStream(bedrock, NOVA, { body });
    await clock.advance(29_999);
    expect(bedrock.attempts).toEqual([]);
    await clock.advance(1);
    expect((await pending).types.at(-1)).toBe('metadata');
    expect(bedrock.attempts).toMatchObject([{ outcome: 'success', durationMs: 30_000 }]);
  });

  test('a malformed frame fails its checksum and is the last', async () => {
    const { bedrock } = withFault({ kind: 'malformedFrame', afterEvents: 1 });
    expect(await callStream(bedrock, NOVA, { body })).toMatchObject({ types: ['messageStart', DELTA], malformed: true, lost: false });
  });

  test.each([
    ['InternalServerException', 'internalServerException'], ['ModelStreamErrorException', 'modelStreamErrorException'],
    ['ValidationException', 'validationException'], ['ThrottlingException', 'throttlingException'],
    ['ServiceUnavailableException', 'serviceUnavailableException'],
  ])('%s goes out as the exception %s', async (name, type) => {
    const { bedrock } = withFault({ kind: 'streamException', name, afterEvents: 1 });
    const { frames } = await callStream(bedrock, NOVA, { body });
    expect(frames).toHaveLength(3);
    expect(frames[2].headers).toEqual({ ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' });
    expect(frames[2].payload).toHaveProperty('message', expect.any(String));
    expect(bedrock.attempts).toMatchObject([{ outcome: name, outputTokens: 1 }]);
    expect(bedrock.records).toEqual([]);
  });

  test('an exception after no content follows the opening event', async () => {
    const { bedrock } = withFault({ kind: 'streamException', name: 'ModelStreamErrorException', afterEvents: 0, fields: { originalStatusCode: 503 } });
    const { types, frames } = await callStream(bedrock, NOVA, { body });
    expect(types).toEqual(['messageStart', 'modelStreamErrorException']);
    expect(frames[1].payload).toMatchObject({ originalStatusCode: 503, originalMessage: 'internal model error' });
  });

  test('a model timeout is only sent by InvokeModelWithResponseStream', async () => {
    const { bedrock } = withFault({ kind: 'streamException', name: 'ModelTimeoutException', afterEvents: 0 });
    expect((await callStream(bedrock, NOVA, { body })).types.at(-1)).toBe('metadata');
    const invoked = await callStream(bedrock, NOVA, { operation: 'invoke-with-response-stream', body: { prompt: 'hi' } });
    expect(invoked.types).toEqual(['modelTimeoutException']);
  });

  test('several happen one after the other', async () => {
    const { bedrock, clock } = createWorld();
    bedrock.setFaults([{ match: {}, fault: { kind: 'cut', afterEvents: 2 } }, { match: {}, fault: { kind: 'stall', afterEvents: 1, ms: 500 } }]);
    const pending = callStream(bedrock, NOVA, { body });
    await clock.advance(500);
    expect(await pending).toMatchObject({ types: ['messageStart', DELTA, DELTA], lost: true });
    expect(bedrock.attempts).toMatchObject([{ durationMs: 500 }]);
  });

  test('leave operations alone that do not stream', async () => {
    const { bedrock } = createWorld();
    bedrock.addFault({ match: {}, fault: { kind: 'cut', afterEvents: 0 }, count: 1 });
    await expect(callJson(bedrock, NOVA)).resolves.toHaveProperty('usage');
    expect(bedrock.describe().faults).toHaveLength(1);
  });
});

describe('a content filter', () => {
  test('ends a whole answer and a stream with its stop reason', async () => {
    const { bedrock } = withFault({ kind: 'contentFilter' });
    expect(await callJson(bedrock, NOVA)).toHaveProperty('stopReason', 'content_filtered');
    expect((await callStream(bedrock, NOVA)).frames.at(-2)?.payload).toEqual({ stopReason: 'content_filtered' });
  });

  test('is used up by the answer that it ends', async () => {
    const { bedrock } = createWorld();
    bedrock.addFault({ match: {}, fault: { kind: 'contentFilter' }, count: 1 });
    expect(await callJson(bedrock, NOVA)).toHaveProperty('stopReason', 'content_filtered');
    expect(await callJson(bedrock, NOVA)).toHaveProperty('stopReason', 'end_turn');
  });

  test('is a refusal in the Messages API', async () => {
    const { bedrock } = withFault({ kind: 'contentFilter' });
    const body = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] };
    expect(await callJson(bedrock, HAIKU_3, { operation: 'invoke', body })).toHaveProperty('stop_reason', 'refusal');
  });
});

test('a fault read from JSON works as one given in code', async () => {
  const { bedrock } = createWorld();
  bedrock.addFault(parseFault({ fault: { kind: 'outage' }, match: { region: 'us-east-1' }, count: 1 }));
  expect((await errorOf(bedrock.handle(awsRequest(NOVA)))).status).toBe(503);
});
