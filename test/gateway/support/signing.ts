import { createHash, createHmac } from 'node:crypto';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { SignatureV4 } from '@smithy/signature-v4';
import { TestGateway } from './gateway';

const REGION = 'us-east-1';

/** Signs as a client of an API with IAM authorization has to. */
export function signerFor(gateway: TestGateway, roleArn: string, { service = 'execute-api', sessionName = 'session-of-ada' } = {}): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = gateway.cloud.identities.issue({ roleArn, sessionName });
  return new SignatureV4({ service, region: REGION, credentials: { accessKeyId, secretAccessKey, sessionToken }, sha256: Sha256 });
}

/** Like `fetch`, but signed: what an OpenAI client takes as its `fetch`. */
export function signingFetch(gateway: TestGateway, roleArn: string, options?: { readonly service?: string }): typeof fetch {
  const signer = signerFor(gateway, roleArn, options);
  return async (input, init = {}) => {
    const url = new URL(String(input));
    const body = typeof init.body === 'string' ? init.body : undefined;
    const sent = Object.fromEntries(new Headers(init.headers));
    const { headers } = await signer.sign({
      method: init.method ?? 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      // The signature takes the place of a key.
      headers: { ...sent, host: url.host, authorization: '' },
      body,
    }, { unsignableHeaders: new Set(['authorization']) });
    return fetch(url, { ...init, headers, body });
  };
}

/** The official client of Bedrock, told to sign for API Gateway. */
export function signingAwsSdk(gateway: TestGateway, roleArn: string): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    endpoint: gateway.url,
    region: REGION,
    maxAttempts: 1,
    authSchemePreference: ['sigv4'],
    signer: signerFor(gateway, roleArn),
    credentials: { accessKeyId: 'not-used', secretAccessKey: 'not-used' },
  });
}

/** SHA-256 and its HMAC, as the signer wants them. */
class Sha256 {
  private readonly parts: Uint8Array[] = [];

  constructor(private readonly secret?: unknown) {}

  update(data: Uint8Array): void {
    this.parts.push(data);
  }

  async digest(): Promise<Uint8Array> {
    const hash = this.secret === undefined ? createHash('sha256') : createHmac('sha256', this.secret as string);
    for (const part of this.parts) hash.update(part);
    return hash.digest();
  }

  reset(): void {
    this.parts.length = 0;
  }
}
