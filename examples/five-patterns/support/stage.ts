import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import OpenAI from 'openai';
import { createKeyStore } from '../../../cli/keys/key-store';
import { InvocationRecord } from '../../../local/bedrock';
import { LocalCloud } from '../../../local/local-cloud';

/** What one caller saw. */
export interface Call {
  readonly status: number;
  readonly seconds?: number;
  /** Of a refusal, in seconds. */
  readonly retryAfter?: number;
}

/** Where the patterns are played: a running app, and official clients that know nothing but a URL and a key. */
export interface Stage {
  readonly cloud: LocalCloud;
  /** One chat completion with the official OpenAI client. */
  askWithOpenAi(tenant: string, route: string): Promise<Call>;
  /** One Converse call with the AWS SDK. */
  askWithAwsSdk(tenant: string, route: string): Promise<Call>;
  /** What Bedrock logged since the last call of `forget`. */
  records(): readonly InvocationRecord[];
  /** Starts the next pattern with Bedrock as if nothing had happened. */
  forget(): void;
}

const QUESTION = 'Why do rivers bend?';

export async function setStage(cloud: LocalCloud, tenants: readonly string[]): Promise<Stage> {
  const [api] = cloud.apis;
  const [table] = cloud.assembly.tables;
  if (!api || !table) throw new Error('the app has no API or no table');

  const keyStore = createKeyStore(cloud.dynamodb.executeDirect, table.name);
  const openAiClients = new Map<string, OpenAI>();
  const awsClients = new Map<string, BedrockRuntimeClient>();
  for (const tenant of tenants) {
    const { key } = await keyStore.create(tenant);
    // No retries in the clients: what they see is what the gateway answers.
    openAiClients.set(tenant, new OpenAI({ baseURL: `${api.url}/v1`, apiKey: key, maxRetries: 0 }));
    awsClients.set(tenant, new BedrockRuntimeClient({
      endpoint: api.url, region: 'us-east-1', token: { token: key }, authSchemePreference: ['httpBearerAuth'], maxAttempts: 1,
    }));
  }

  return {
    cloud,
    async askWithOpenAi(tenant, route) {
      try {
        const completion = await clientOf(openAiClients, tenant).chat.completions.create({ model: route, max_tokens: 64, messages: [{ role: 'user', content: QUESTION }] });
        if (!completion.choices[0]?.message.content) throw new Error('the answer has no text');
        return { status: 200 };
      } catch (error) {
        if (!(error instanceof OpenAI.APIError) || error.status === undefined) throw error;
        return { status: error.status, retryAfter: Number(error.headers?.get('retry-after')) };
      }
    },
    async askWithAwsSdk(tenant, route) {
      try {
        const { output } = await clientOf(awsClients, tenant).send(new ConverseCommand({
          modelId: route, messages: [{ role: 'user', content: [{ text: QUESTION }] }], inferenceConfig: { maxTokens: 64 },
        }));
        if (!output?.message?.content?.[0]?.text) throw new Error('the answer has no text');
        return { status: 200 };
      } catch (error) {
        const { $metadata, $response } = error as { $metadata?: { httpStatusCode?: number }; $response?: { headers?: Record<string, string> } };
        if ($metadata?.httpStatusCode === undefined) throw error;
        return { status: $metadata.httpStatusCode, retryAfter: Number($response?.headers?.['retry-after']) };
      }
    },
    records: () => cloud.bedrock.records,
    forget: () => cloud.bedrock.reset(),
  };
}

function clientOf<Client>(clients: ReadonlyMap<string, Client>, tenant: string): Client {
  const client = clients.get(tenant);
  if (!client) throw new Error(`there is no key for tenant ${tenant}`);
  return client;
}
