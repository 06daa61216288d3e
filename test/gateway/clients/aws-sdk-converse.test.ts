import {
  BedrockRuntimeClient, ContentBlock, ConverseCommand, ConverseStreamCommand, Message, StopReason, Tool,
} from '@aws-sdk/client-bedrock-runtime';
import { awsSdkCases, statusOf } from '../support/aws-sdk-cases';
import { Answer, Client, clientSuite, HAIKU, Question, SONNET, StreamOptions, ToolOffer } from '../support/client-suite';

interface Turn {
  readonly content: readonly ContentBlock[];
  readonly end: StopReason | undefined;
  readonly outputTokens: number | undefined;
}

function converse(client: BedrockRuntimeClient): Client {
  const inputOf = ({ maxTokens, route }: Question, messages: Message[], tools?: Tool[]) =>
    ({ modelId: route, messages, inferenceConfig: { maxTokens }, ...tools && { toolConfig: { tools } } });

  const whole = async (input: ReturnType<typeof inputOf>): Promise<Turn> => {
    const { output, stopReason, usage } = await client.send(new ConverseCommand(input));
    return { content: output?.message?.content ?? [], end: stopReason, outputTokens: usage?.outputTokens };
  };

  const streamed = async (
    input: ReturnType<typeof inputOf>, { onText, signal }: StreamOptions = {},
  ): Promise<Turn> => {
    const { stream } = await client.send(new ConverseStreamCommand(input), { abortSignal: signal });
    const blocks: { text: string; toolUse?: { name?: string; toolUseId?: string } }[] = [];
    let end: StopReason | undefined;
    let outputTokens: number | undefined;
    for await (const { contentBlockDelta, contentBlockStart, messageStop, metadata } of stream!) {
      if (contentBlockStart) blocks[contentBlockStart.contentBlockIndex!] = { text: '', toolUse: contentBlockStart.start?.toolUse };
      if (contentBlockDelta) {
        const { text = '', toolUse } = contentBlockDelta.delta!;
        (blocks[contentBlockDelta.contentBlockIndex!] ??= { text: '' }).text += text + (toolUse?.input ?? '');
        if (text) onText?.(text);
      }
      end = messageStop?.stopReason ?? end;
      outputTokens = metadata?.usage?.outputTokens ?? outputTokens;
    }
    const content = blocks.map(({ text, toolUse }) => (toolUse ? { toolUse: { ...toolUse, input: JSON.parse(text) } } : { text }) as ContentBlock);
    return { content, end, outputTokens };
  };

  return {
    ask: async (question) => answerOf(await whole(inputOf(question, [userTurn(question)]))),
    stream: async (question, options) => answerOf(await streamed(inputOf(question, [userTurn(question)]), options)),
    async useTools(question, tools, isStreamed) {
      const send = isStreamed ? streamed : whole;
      const messages = [userTurn(question)];
      const { content } = await send(inputOf(question, messages, tools.map(toolOf)));
      const uses = content.flatMap(({ toolUse }) => toolUse ?? []);
      messages.push({ role: 'assistant', content: [...content] }, {
        role: 'user',
        content: uses.map(({ name, toolUseId }) => {
          const { result: text } = tools.find((tool) => tool.name === name)!;
          return { toolResult: { toolUseId, content: [{ text }] } };
        }),
      });
      return {
        calls: uses.map(({ input, name }) => ({ name: name!, input })),
        answer: answerOf(await send(inputOf(question, messages, tools.map(toolOf)))),
      };
    },
    statusOf,
    close: () => client.destroy(),
  };
}

function userTurn({ image, text }: Question): Message {
  return { role: 'user', content: [{ text }, ...image ? [{ image: { format: 'png' as const, source: { bytes: image } } }] : []] };
}

function toolOf({ name }: ToolOffer): Tool {
  return { toolSpec: { name, inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } } };
}

function answerOf({ content, end, outputTokens }: Turn): Answer {
  return { text: content.map(({ text }) => text ?? '').join(''), end, outputTokens };
}

describe('the AWS SDK for JavaScript, with Converse', () => {
  const gateway = clientSuite(awsSdkCases(converse, { ended: 'end_turn' }));

  const MESSAGES = [{ role: 'user' as const, content: [{ text: 'Why do rivers bend?' }] }];

  test('throws the exceptions of Bedrock', async () => {
    const client = gateway().awsSdk('a');
    const send = (modelId: string, text: string) => client.send(new ConverseCommand({ modelId, messages: [{ role: 'user', content: [{ text }] }] }));
    await expect(send('no-such-route', 'hello')).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } });
    await expect(send('claude-sonnet', ' ')).rejects.toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });

    const limited = gateway().awsSdk('limited');
    const ask = () => limited.send(new ConverseCommand({ modelId: 'claude-sonnet', messages: MESSAGES }));
    await ask().catch(() => undefined);
    await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
  });

  test('gets an exception inside the stream, and no end, when it breaks off after content', async () => {
    gateway().cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'streamException', afterEvents: 3, name: 'ThrottlingException' } });
    const { stream } = await gateway().awsSdk('a').send(new ConverseStreamCommand({ modelId: 'claude-sonnet', messages: MESSAGES }));
    const types: string[] = [];
    await expect((async () => {
      for await (const event of stream!) types.push(...Object.keys(event));
    })()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(types).toContain('contentBlockDelta');
    expect(types).not.toContain('messageStop');
  });

  test('does not notice an exception that comes before any content', async () => {
    gateway().cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'streamException', afterEvents: 0, name: 'ServiceUnavailableException' } });
    const { stream } = await gateway().awsSdk('a').send(new ConverseStreamCommand({ modelId: 'claude-sonnet', messages: MESSAGES }));
    const types: string[] = [];
    for await (const event of stream!) types.push(...Object.keys(event));
    expect(types.filter((type) => type === 'messageStart')).toHaveLength(1);
    expect(types.at(-1)).toBe('metadata');
    await gateway().idle();
    expect(gateway().logged('decision').at(-1)).toMatchObject({ outcome: 'success', tier: 1, target: `${HAIKU}@us-east-1` });
  });
});
