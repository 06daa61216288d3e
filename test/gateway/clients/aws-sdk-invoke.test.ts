import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient, InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { anthropicMessages, Send } from '../support/anthropic-messages';
import { awsSdkCases, statusOf } from '../support/aws-sdk-cases';
import { Client, clientSuite, NOVA } from '../support/client-suite';

const VERSION = { anthropic_version: 'bedrock-2023-05-31' };

async function invoke(client: BedrockRuntimeClient, modelId: string, body: object): Promise<unknown> {
  const answer = await client.send(new InvokeModelCommand({ modelId, contentType: 'application/json', body: JSON.stringify(body) }));
  return JSON.parse(answer.body.transformToString());
}

async function* invokeStream(client: BedrockRuntimeClient, modelId: string, body: object, abortSignal?: AbortSignal): AsyncGenerator<unknown> {
  const command = new InvokeModelWithResponseStreamCommand({ modelId, contentType: 'application/json', body: JSON.stringify(body) });
  const { body: events } = await client.send(command, { abortSignal });
  for await (const { chunk } of events!) yield JSON.parse(Buffer.from(chunk!.bytes!).toString());
}

/** An application that writes the bodies of Claude itself. */
function claude(client: BedrockRuntimeClient): Client {
  const whole: Send = async (route, body) => await invoke(client, route, { ...VERSION, ...body }) as Anthropic.Message;
  const streamed: Send = async (route, body, { onText, signal } = {}) => {
    const blocks: { start: Anthropic.ContentBlock; written: string }[] = [];
    let end: Anthropic.MessageDeltaEvent | undefined;
    for await (const event of invokeStream(client, route, { ...VERSION, ...body }, signal) as AsyncIterable<Anthropic.MessageStreamEvent>) {
      if (event.type === 'content_block_start') blocks[event.index] = { start: event.content_block, written: '' };
      if (event.type === 'message_delta') end = event;
      if (event.type !== 'content_block_delta') continue;
      const { delta } = event;
      const text = delta.type === 'text_delta' ? delta.text : '';
      blocks[event.index]!.written += delta.type === 'input_json_delta' ? delta.partial_json : text;
      if (text) onText?.(text);
    }
    const content = blocks.map(({ start, written }) => ({
      ...start, ...start.type === 'tool_use' ? { input: JSON.parse(written) as unknown } : { text: written },
    }) as Anthropic.ContentBlock);
    return { content, stop_reason: end!.delta.stop_reason, usage: end!.usage };
  };
  return { ...anthropicMessages(whole, streamed), statusOf, close: () => client.destroy() };
}

describe('the AWS SDK for JavaScript, with InvokeModel', () => {
  const gateway = clientSuite(awsSdkCases(claude, { ended: 'end_turn', mistake: { maxTokens: 0 } }));

  const BODY = { messages: [{ role: 'user', content: [{ text: 'Why do rivers bend?' }] }] };
  /** What the simulated Bedrock answers for models without a body of their own. */
  interface Generated {
    readonly outputText: string;
    readonly stopReason: string;
  }

  test.each(['nova', NOVA])('sends a body of Nova to %s, plain and streamed, with the cap that it asks for', async (modelId) => {
    const body = { ...BODY, inferenceConfig: { maxTokens: 5 } };
    const whole = await invoke(gateway().awsSdk('a'), modelId, body) as Generated;
    expect(whole.stopReason).toBe('max_tokens');
    expect(gateway().cloud.bedrock.attempts.at(-1)).toMatchObject({ outputTokens: 5 });
    expect(gateway().cloud.bedrock.records.at(-1)).toMatchObject({ modelId: expect.stringContaining(NOVA), input: { inputBodyJson: body } });

    const pieces: Generated[] = [];
    for await (const piece of invokeStream(gateway().awsSdk('a'), modelId, body)) pieces.push(piece as Generated);
    expect(pieces.map(({ outputText }) => outputText).join('')).toBe(whole.outputText);
    expect(pieces.at(-1)?.stopReason).toBe('max_tokens');
  });

  test("gets the route's own cap where a body of Nova has none", async () => {
    await invoke(gateway().awsSdk('a'), 'nova', BODY);
    expect(gateway().cloud.bedrock.records.at(-1)?.input.inputBodyJson).toEqual({ ...BODY, inferenceConfig: { maxTokens: expect.any(Number) } });
  });

  test('is told when a body is not one of the models of the route', async () => {
    const misplaced = { ...BODY, max_tokens: 5 };
    await expect(invoke(gateway().awsSdk('a'), 'nova', misplaced)).rejects.toMatchObject({
      name: 'ValidationException', message: expect.stringContaining('inferenceConfig.maxTokens'),
    });
    expect(gateway().cloud.bedrock.attempts).toEqual([]);
  });
});
