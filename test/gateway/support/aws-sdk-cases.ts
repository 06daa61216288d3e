import { BedrockRuntimeClient, BedrockRuntimeServiceException } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Client, ClientCase } from './client-suite';

/** The ways in which the AWS SDK comes to a gateway. Without TLS its own handler speaks HTTP/2 with prior knowledge. */
export function awsSdkCases(make: (client: BedrockRuntimeClient) => Client, rest: Omit<ClientCase, 'connect'>): Readonly<Record<string, ClientCase>> {
  return {
    'told of the endpoint and the key by two environment variables, over HTTP/2': {
      ...rest,
      environment: (gateway, key) => ({ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: gateway.url, AWS_BEARER_TOKEN_BEDROCK: key }),
      connect: ({ retries }) => make(new BedrockRuntimeClient({ region: 'us-east-1', maxAttempts: retries + 1 })),
    },
    'told of them by its settings, over HTTP/1.1': {
      ...rest,
      connect: ({ gateway, key, retries }) => make(new BedrockRuntimeClient({
        endpoint: gateway.url,
        region: 'us-east-1',
        token: { token: key },
        authSchemePreference: ['httpBearerAuth'],
        maxAttempts: retries + 1,
        requestHandler: new NodeHttpHandler(),
      })),
    },
  };
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof BedrockRuntimeServiceException ? error.$metadata.httpStatusCode : undefined;
}
