import { ACCOUNT, awsRequest, callJson, callStream, createWorld, errorOf, HAIKU_3, jsonOf, streamText, userSays } from './support';
import { AwsError } from '../../../local/aws/service';

const ARN = `arn:aws:bedrock:us-east-1:${ACCOUNT}:guardrail/gr1`;
const CONFIG = { guardrailIdentifier: 'gr1', guardrailVersion: '1' };
const HEADERS = { 'x-amzn-bedrock-guardrailidentifier': 'gr1', 'x-amzn-bedrock-guardrailversion': '1' };
const INVOKE = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages: [{ role: 'user', content: 'hello there' }] };

function world(...blockedWords: string[]) {
  const created = createWorld();
  created.bedrock.setGuardrail({ arn: ARN, blockedWords, blockedInput: 'No such question.', blockedOutput: 'No such answer.' });
  return created;
}

/** A word of the answer to `hello there`, and what comes before it. */
async function answered(): Promise<{ readonly before: string; readonly word: string }> {
  const json = await callJson(createWorld().bedrock, HAIKU_3) as { output: { message: { content: { text: string }[] } } };
  const words = json.output.message.content[0]!.text.split(' ');
  return { before: words.slice(0, 9).join(' '), word: words[9]! };
}

const converse = (more: object = {}, text = 'hello there') => ({ ...userSays(text, 100), guardrailConfig: { ...CONFIG, ...more } });

describe('Converse with a guardrail', () => {
  test('answers as ever when there is nothing to find', async () => {
    expect(await callJson(world('dragon').bedrock, HAIKU_3, { body: converse() })).toMatchObject({ stopReason: 'end_turn' });
  });

  test('says what the guardrail says to a prompt with a blocked word, in any letters', async () => {
    expect(await callJson(world('dragon').bedrock, HAIKU_3, { body: converse({}, 'Feed the DRAGON') })).toMatchObject({
      stopReason: 'guardrail_intervened', output: { message: { content: [{ text: 'No such question.' }] } },
    });
  });

  test('says so in the place of an answer with one, whole and streamed', async () => {
    const { word } = await answered();
    expect(await callJson(world(word).bedrock, HAIKU_3, { body: converse() })).toMatchObject({
      stopReason: 'guardrail_intervened', output: { message: { content: [{ text: 'No such answer.' }] } },
    });
    expect(streamText(await callStream(world(word).bedrock, HAIKU_3, { body: converse({ streamProcessingMode: 'sync' }) }))).toBe('No such answer.');
  });

  test('lets out what comes before it when pieces are not held back', async () => {
    const { before, word } = await answered();
    expect(streamText(await callStream(world(` ${word}`).bedrock, HAIKU_3, { body: converse({ streamProcessingMode: 'async' }) }))).toBe(`${before} ${word}`);
  });
});

test.each([['dragon', 'NONE', undefined], ['hello', 'INTERVENED', 'No such question.']])('InvokeModel says whether it has intervened (%s)', async (word, action, text) => {
  const json = await callJson(world(word).bedrock, HAIKU_3, { operation: 'invoke', body: INVOKE, headers: HEADERS });
  expect(json).toMatchObject({ 'type': 'message', 'amazon-bedrock-guardrailAction': action, ...text !== undefined && { content: [{ text }] } });
});

test('the permission to apply it is asked for, on its ARN', async () => {
  const asked: string[][] = [];
  const authorize = (action: string, resource: string) => { asked.push([action, resource]); };
  await callJson(world().bedrock, HAIKU_3, { body: converse(), authorize });
  expect(asked).toContainEqual(['bedrock:ApplyGuardrail', ARN]);
  const refuse = (action: string) => { if (action === 'bedrock:ApplyGuardrail') throw new AwsError('AccessDeniedException', 403, 'no'); };
  expect(await errorOf(world().bedrock.handle(awsRequest(HAIKU_3, { body: converse(), authorize: refuse })))).toMatchObject({ code: 'AccessDeniedException' });
});

test.each([
  ['one that is not there', { body: converse({ guardrailIdentifier: 'other' }) }, 'does not exist'],
  ['one of another Region', { body: converse(), region: 'us-west-2' }, 'does not exist'],
  ['none of a version', { body: { ...userSays('hi'), guardrailConfig: { guardrailIdentifier: 'gr1' } } }, 'must both be provided'],
  ['settings without a guardrail', { operation: 'invoke', body: { ...INVOKE, 'amazon-bedrock-guardrailConfig': {} } }, 'must both be provided'],
])('%s is refused', async (_, options, message) => {
  expect(await errorOf(world().bedrock.handle(awsRequest(HAIKU_3, options)))).toMatchObject({ code: 'ValidationException', message: expect.stringContaining(message) as string });
});

test('they stay when everything else is reset', async () => {
  const { bedrock } = world('hello');
  bedrock.reset();
  expect(jsonOf(await bedrock.handle(awsRequest(HAIKU_3, { body: converse() })))).toMatchObject({ stopReason: 'guardrail_intervened' });
});
