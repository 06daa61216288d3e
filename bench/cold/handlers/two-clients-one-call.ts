import { BedrockRuntimeClient, ConverseCommand, ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { answering, mark } from './runtime';

/** What to call; put in when it is built. */
declare const MODEL_ID: string;

mark('loaded');

const bedrock = new BedrockRuntimeClient({});

/** Never used. */
export const dynamodb = new DynamoDBClient({});

export const handler = answering(async (body) => {
  const { $metadata: _, ...answer } = await bedrock.send(new ConverseCommand({ modelId: MODEL_ID, ...JSON.parse(body) as Omit<ConverseCommandInput, 'modelId'> }));
  return JSON.stringify(answer);
});
