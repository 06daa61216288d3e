import { AwsError, AwsRequest } from '../../../local/aws/service';
import { createBedrock } from '../../../local/bedrock';
import { systemClock } from '../../../local/clock';
import { createMemorySinks } from '../../../local/sinks/memory-sinks';
import { placeWitness } from '../../../scorecard/stage/witness';

const MODEL = 'us.anthropic.claude-sonnet-4-6';

function call(id: string, roles: readonly string[]): AwsRequest {
  return {
    id,
    method: 'POST',
    path: `/model/${encodeURIComponent(MODEL)}/converse-stream`,
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json', 'authorization': 'AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20260102/us-east-1/bedrock/aws4_request' },
    body: Buffer.from(JSON.stringify({ messages: roles.map((role) => ({ role, content: [{ text: 'Why' }] })) })),
    region: 'us-east-1',
    caller: { accountId: '111111111111', arn: 'arn:aws:sts::111111111111:assumed-role/gateway/one', roleArn: 'arn:aws:iam::111111111111:role/gateway' },
    signal: new AbortController().signal,
    authorize: () => undefined,
  };
}

function stand() {
  const bedrock = createBedrock({ clock: systemClock, sinks: createMemorySinks(), seed: 1 });
  bedrock.setBehaviour({ outputTokens: 5 });
  return { bedrock, witness: placeWitness(bedrock, () => 1_000) };
}

test('a call is seen while it runs, and its end when it has ended', async () => {
  const { bedrock, witness } = stand();
  const { body } = await bedrock.handle(call('one', ['user']));
  const seen = { account: '111111111111', region: 'us-east-1', model: MODEL, prefilled: false, startedMs: 100 };
  expect(witness.attempts(900)).toEqual([{ ...seen, outcome: 'running', contentEvents: 0, inputTokens: 0, outputTokens: 0 }]);

  for await (const frame of body as AsyncIterable<Uint8Array>) expect(frame.length).toBeGreaterThan(0);
  expect(witness.attempts(900)).toMatchObject([{ ...seen, outcome: 'success', contentEvents: 5, lastContentMs: 100, outputTokens: 5 }]);
  expect(witness.contentEvents()).toBe(5);
});

test('a conversation that ends with the assistant is told apart', async () => {
  const { bedrock, witness } = stand();
  await bedrock.handle(call('one', ['user', 'assistant']));
  expect(witness.attempts(0)).toMatchObject([{ prefilled: true }]);
});

test('a refused call is seen, and does not reach Bedrock', async () => {
  const { bedrock, witness } = stand();
  witness.refuse(({ accessKeyId }) => accessKeyId === 'ASIAEXAMPLE' ? new AwsError('ExpiredTokenException', 403, 'expired') : undefined);
  await expect(bedrock.handle(call('one', ['user']))).rejects.toThrow('expired');
  expect(witness.attempts(1_000)).toMatchObject([{ outcome: 'ExpiredTokenException', startedMs: 0, endedMs: 0 }]);
  expect(bedrock.attempts).toEqual([]);
});

test('what was seen and what is refused can be forgotten, apart and together', async () => {
  const { bedrock, witness } = stand();
  witness.refuse(() => new AwsError('ValidationException', 400, 'no'));
  await expect(bedrock.handle(call('one', ['user']))).rejects.toThrow('no');
  witness.forgetCalls();
  expect(witness.attempts(0)).toEqual([]);
  await expect(bedrock.handle(call('two', ['user']))).rejects.toThrow('no');
  witness.forget();
  expect(witness.attempts(0)).toEqual([]);
  await expect(bedrock.handle(call('three', ['user']))).resolves.toMatchObject({ status: 200 });
});
