import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { Ask, QUESTION } from './ask';
import { TOOL_PARAMETERS } from './openai-caller';
import { LocalCloud } from '../../local/local-cloud';
import { CanonicalAnswer } from '../judge/views';
import { HOME_REGION } from '../routes';
import { ClientKind } from '../scenario';

/** Asks Bedrock with the role of the gateway, past the gateway. */
export interface BedrockItself {
  /** The whole answer of a model, in the words of the API that the request is made with. */
  answer(model: string, ask: Ask): Promise<CanonicalAnswer>;
  close(): void;
}

/** What the OpenAI API calls the ends that Bedrock knows. */
const OPENAI_FINISH: { readonly [stopReason: string]: string } = { end_turn: 'stop', max_tokens: 'length', tool_use: 'tool_calls', content_filtered: 'content_filter' };

/** A gateway that spoils every answer in the same way must not be measured by an answer of its own. */
export function createBedrockItself({ awsEndpoint, functions, identities }: LocalCloud): BedrockItself {
  const [gateway] = functions;
  if (!gateway) throw new Error('the app has no function whose role could ask Bedrock');
  const client = new BedrockRuntimeClient({
    endpoint: awsEndpoint,
    region: HOME_REGION,
    credentials: identities.issue({ roleArn: gateway.model.roleArn, sessionName: 'scorecard' }),
    maxAttempts: 1,
  });
  return {
    answer: async (modelId, ask) => {
      const { stream } = await client.send(new ConverseStreamCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: ask.text ?? QUESTION }] }],
        inferenceConfig: { maxTokens: ask.maxTokens },
        ...(ask.tool === undefined ? {} : { toolConfig: { tools: [{ toolSpec: { name: ask.tool, inputSchema: { json: TOOL_PARAMETERS } } }] } }),
      }));
      const pieces: string[] = [];
      let stopReason: string | undefined;
      const usage = { inputTokens: 0, outputTokens: 0 };
      for await (const { contentBlockDelta, messageStop, metadata } of stream ?? []) {
        pieces.push(contentBlockDelta?.delta?.text ?? contentBlockDelta?.delta?.toolUse?.input ?? '');
        stopReason = messageStop?.stopReason ?? stopReason;
        usage.inputTokens += metadata?.usage?.inputTokens ?? 0;
        usage.outputTokens += metadata?.usage?.outputTokens ?? 0;
      }
      if (stopReason === undefined) throw new Error(`${modelId} gave no whole answer without a fault`);
      return { text: pieces.join(''), finish: finishFor(ask.client, stopReason), usage };
    },
    close: () => client.destroy(),
  };
}

function finishFor(client: ClientKind, stopReason: string): string {
  return client === 'openai' ? OPENAI_FINISH[stopReason] ?? stopReason : stopReason;
}
