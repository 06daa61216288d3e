/// <reference path="./aws-lambda.d.ts" />
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CONVERSE_ANSWER } from '../../workload/answers';

/** What every handler needs that talks to Bedrock and DynamoDB through the AWS SDK, before it does anything. */
const clients = [new BedrockRuntimeClient({}), new DynamoDBClient({})];

/** Answers by itself, and calls nobody. */
export const handler = awslambda.streamifyResponse(async (_event, stream) => {
  const response = awslambda.HttpResponseStream.from(stream, { statusCode: clients.length === 2 ? 200 : 500, headers: { 'content-type': 'application/json' } });
  response.end(CONVERSE_ANSWER);
});
