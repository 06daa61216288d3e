import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { Ask, QUESTION } from './ask';
import { Heard } from './heard';
import { CallerView } from '../judge/views';

/** Asks with the AWS SDK, which does not retry here, and writes down what it got. */
export async function askAwsSdk(client: BedrockRuntimeClient, ask: Ask, heard: Heard, signal: AbortSignal): Promise<void> {
  const input = {
    modelId: ask.route,
    messages: [{ role: 'user' as const, content: [{ text: ask.text ?? QUESTION }] }],
    inferenceConfig: { maxTokens: ask.maxTokens },
  };
  try {
    if (!ask.streamed) {
      const answer = await client.send(new ConverseCommand(input), { abortSignal: signal });
      heard.note({
        status: answer.$metadata.httpStatusCode,
        text: answer.output?.message?.content?.map(({ text }) => text ?? '').join('') ?? '',
        finish: answer.stopReason,
        usage: usageOf(answer.usage),
      });
      return;
    }
    const answer = await client.send(new ConverseStreamCommand(input), { abortSignal: signal });
    heard.note({ status: answer.$metadata.httpStatusCode });
    for await (const event of answer.stream ?? []) await readEvent(event, ask, heard);
  } catch (error) {
    heard.note(failureOf(error, heard));
  }
}

async function readEvent(event: ConverseStreamOutput, ask: Ask, heard: Heard): Promise<void> {
  if (event.contentBlockDelta?.delta?.text) await heard.content(event.contentBlockDelta.delta.text, ask);
  if (event.messageStop) heard.note({ finish: event.messageStop.stopReason });
  if (event.metadata) heard.note({ usage: usageOf(event.metadata.usage) });
}

function usageOf(usage: { readonly inputTokens?: number; readonly outputTokens?: number } | undefined): CallerView['usage'] {
  return usage && { inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 };
}

interface SdkError extends Error {
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** An exception inside a stream has a modeled name but no status of its own. */
function failureOf(error: unknown, heard: Heard): Partial<CallerView> {
  const { name, message, $fault, $metadata, $response } = error as SdkError;
  const retryAfter = $response?.headers?.['retry-after'];
  const status = $metadata?.httpStatusCode;
  if (heard.status !== undefined) return { error: $fault === undefined ? { kind: 'connection', message } : { kind: 'inBand', name, message } };
  if (status === undefined) return { error: { kind: 'connection', message } };
  return {
    status,
    error: { kind: 'answer', name, message },
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: Number(retryAfter) }),
  };
}
