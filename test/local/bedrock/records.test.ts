import fc from 'fast-check';
import { ACCOUNT, awsRequest, callJson, callStream, createWorld, errorOf, HAIKU_3, NOVA, US_SONNET, userSays } from './support';
import { BoundedList } from '../../../local/bedrock/bounded-list';

describe('the invocation log', () => {
  test('has the documented record of a Converse call, and delivers nothing that nobody has asked for', async () => {
    const { bedrock, sinks } = createWorld();
    const body = { ...userSays('hello there', 100), requestMetadata: { team: 'search' } };
    const response = await callJson(bedrock, US_SONNET, { body });
    expect(bedrock.records).toEqual([{
      schemaType: 'ModelInvocationLog',
      schemaVersion: '1.0',
      timestamp: '2026-01-15T12:00:00Z',
      accountId: ACCOUNT,
      identity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/gateway/session` },
      region: 'us-east-1',
      requestId: bedrock.attempts[0].requestId,
      operation: 'Converse',
      modelId: `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${US_SONNET}`,
      requestMetadata: { team: 'search' },
      input: {
        inputContentType: 'application/json', inputBodyJson: body, inputTokenCount: 3, cacheReadInputTokenCount: 0, cacheWriteInputTokenCount: 0,
      },
      output: { outputContentType: 'application/json', outputBodyJson: response, outputTokenCount: 24 },
      inferenceRegion: bedrock.attempts[0].inferenceRegion,
    }]);
    expect(sinks.lines).toEqual([]);
  });

  test('holds the events of a stream as an array, up to the last', async () => {
    const { bedrock } = createWorld();
    await callStream(bedrock, HAIKU_3, { body: userSays('hi', 1) });
    expect(bedrock.records).toMatchObject([{
      operation: 'ConverseStream',
      modelId: HAIKU_3,
      output: {
        outputTokenCount: 1,
        outputBodyJson: [
          { messageStart: { role: 'assistant' } }, { contentBlockDelta: {} }, { contentBlockStop: {} }, { messageStop: { stopReason: 'max_tokens' } },
          { metadata: { usage: { outputTokens: 1 } } },
        ],
      },
    }]);
    expect(bedrock.records[0]).not.toHaveProperty('requestMetadata');
  });

  test('takes the metadata of InvokeModel from its header, and the decoded chunks of its stream', async () => {
    const { bedrock } = createWorld();
    const body = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] };
    const headers = { 'x-amzn-bedrock-request-metadata': '{"team":"search"}' };
    await callStream(bedrock, HAIKU_3, { operation: 'invoke-with-response-stream', body, headers });
    expect(bedrock.records).toMatchObject([{ operation: 'InvokeModelWithResponseStream', requestMetadata: { team: 'search' } }]);
    expect(bedrock.records[0].output.outputBodyJson).toContainEqual(expect.objectContaining({ type: 'message_start' }));
  });

  test('leaves out a body of more than 100 KB and keeps its counts', async () => {
    const { bedrock } = createWorld();
    await callJson(bedrock, HAIKU_3, { body: userSays('x'.repeat(102_400)) });
    expect(bedrock.records[0].input).toEqual({
      inputContentType: 'application/json', inputTokenCount: 25_600, cacheReadInputTokenCount: 0, cacheWriteInputTokenCount: 0,
    });
    expect(bedrock.records[0].output).toHaveProperty('outputBodyJson');
  });

  test('has no failed calls', async () => {
    const { bedrock } = createWorld();
    await errorOf(bedrock.handle(awsRequest(HAIKU_3, { body: {} })));
    expect(bedrock.records).toEqual([]);
  });
});

describe('the list of attempts', () => {
  test('has every call with where it came from and how it ended', async () => {
    const { bedrock, clock } = createWorld();
    const time = clock.now();
    await callJson(bedrock, HAIKU_3, { region: 'us-west-2' });
    await errorOf(bedrock.handle(awsRequest('nonsense')));
    expect(bedrock.attempts).toEqual([
      {
        requestId: expect.any(String),
        time,
        account: ACCOUNT,
        region: 'us-west-2',
        model: HAIKU_3,
        operation: 'Converse',
        outcome: 'success',
        inferenceRegion: 'us-west-2',
        inputTokens: 3,
        outputTokens: 24,
        durationMs: 0,
      },
      {
        requestId: expect.any(String),
        time,
        account: ACCOUNT,
        region: 'us-east-1',
        model: 'nonsense',
        operation: 'Converse',
        outcome: 'ValidationException',
        inputTokens: 0,
        outputTokens: 0,
        durationMs: 0,
      },
    ]);
  });

  test('forgets its oldest entries beyond the number to retain', async () => {
    const { bedrock } = createWorld({ retainedCalls: 3 });
    for (const region of ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2']) await callJson(bedrock, NOVA, { region });
    expect(bedrock.attempts.map((attempt) => attempt.region)).toEqual(['us-east-2', 'us-west-1', 'us-west-2']);
    expect(bedrock.records.map((record) => record.region)).toEqual(['us-east-2', 'us-west-1', 'us-west-2']);
  });
});

describe('the metrics of AWS/Bedrock', () => {
  test('of a successful call carry the profile id, and no time to first token unless it streams', async () => {
    const { bedrock, sinks, clock } = createWorld();
    await callJson(bedrock, US_SONNET);
    const datum = { timestamp: clock.now(), namespace: 'AWS/Bedrock', dimensions: { ModelId: US_SONNET } };
    expect(sinks.metrics).toEqual([
      { ...datum, name: 'Invocations', unit: 'Count', value: 1 },
      { ...datum, name: 'InvocationLatency', unit: 'Milliseconds', value: 0 },
      { ...datum, name: 'InputTokenCount', unit: 'Count', value: 3 },
      { ...datum, name: 'OutputTokenCount', unit: 'Count', value: 24 },
    ]);
  });

  test('name the profile also when it is called by its ARN', async () => {
    const { bedrock, sinks } = createWorld();
    await callJson(bedrock, `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${US_SONNET}`);
    expect(sinks.metrics[0].dimensions).toEqual({ ModelId: US_SONNET });
  });

  test('count cached tokens apart from input', async () => {
    const { bedrock, sinks } = createWorld();
    const body = { ...userSays('abcd'), system: [{ text: 'x'.repeat(400) }, { cachePoint: { type: 'default' } }] };
    await callJson(bedrock, NOVA, { body });
    await callJson(bedrock, NOVA, { body });
    expect(sinks.valuesOf('InputTokenCount')).toEqual([1, 1]);
    expect(sinks.valuesOf('CacheWriteInputTokens')).toEqual([100]);
    expect(sinks.valuesOf('CacheReadInputTokens')).toEqual([100]);
  });

  test.each([
    ['an exception in a stream', { kind: 'streamException', name: 'ThrottlingException', afterEvents: 1 } as const, ['InvocationThrottles']],
    ['a stream without its end', { kind: 'end', afterEvents: 1 } as const, ['InvocationServerErrors']],
    ['a connection that was cut', { kind: 'cut', afterEvents: 1 } as const, []],
  ])('of %s', async (_what, fault, names) => {
    const { bedrock, sinks } = createWorld();
    bedrock.addFault({ match: {}, fault });
    await callStream(bedrock, NOVA);
    expect(sinks.metrics.map((datum) => datum.name)).toEqual(names);
  });
});

describe('a bounded list', () => {
  test('keeps the newest items, in order, whatever is pushed', () => {
    fc.assert(fc.property(fc.array(fc.integer(), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (items, maximum) => {
      const list = new BoundedList<number>(maximum);
      items.forEach((item) => list.push(item));
      expect(list.toArray()).toEqual(items.slice(-maximum));
      expect(list.length).toBe(Math.min(items.length, maximum));
    }));
  });

  test('keeps no more weight than it may, but always the newest item', () => {
    const list = new BoundedList<string>(10, 100);
    for (const [item, weight] of [['a', 60], ['b', 40], ['c', 30]] as const) list.push(item, weight);
    expect(list.toArray()).toEqual(['b', 'c']);
    list.push('d', 500);
    expect(list.toArray()).toEqual(['d']);
    list.clear();
    expect(list.toArray()).toEqual([]);
  });

  test('stays right over many thousands of items', () => {
    const list = new BoundedList<number>(1_000);
    for (let index = 0; index < 20_000; index += 1) list.push(index);
    expect(list.toArray()).toEqual(Array.from({ length: 1_000 }, (_unused, index) => 19_000 + index));
  });
});
