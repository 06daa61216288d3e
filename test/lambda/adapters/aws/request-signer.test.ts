import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { HttpRequest } from '@smithy/types';
import fc from 'fast-check';
import { payloadOf } from '../../../../lambda/adapters/aws/payload';
import { createRequestSigner } from '../../../../lambda/adapters/aws/request-signer';
import { VirtualClock } from '../../../support/virtual-clock';
import { OWN_CREDENTIALS } from '../support/test-transport';
import { expectedAuthorization } from '../support/verify-signature';

/** What an SDK client would send. */
async function capture(send: (requestHandler: { handle(request: HttpRequest): Promise<never> }) => Promise<unknown>): Promise<HttpRequest> {
  let captured: HttpRequest | undefined;
  const handle = async (request: HttpRequest): Promise<never> => {
    captured = request;
    throw new Error('captured');
  };
  await send({ handle }).catch(() => undefined);
  if (!captured) throw new Error('the SDK sent nothing');
  return captured;
}

/** Our signature of exactly what the SDK signed, at the same moment. */
async function signLikeTheSdk(request: HttpRequest, service: string): Promise<string | undefined> {
  const names = /SignedHeaders=([^,]+)/.exec(request.headers.authorization!)![1]!.split(';');
  const own = ['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];
  const headers = Object.fromEntries(names.filter((name) => !own.includes(name)).map((name) => [name, request.headers[name]!]));
  const date = request.headers['x-amz-date']!.replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z');
  const signed = createRequestSigner(new VirtualClock(Date.parse(date)))(
    {
      service,
      region: 'eu-central-1',
      host: request.headers.host!,
      path: request.path,
      headers,
      sha256: payloadOf(textOf(request.body)).sha256,
    },
    OWN_CREDENTIALS,
  );
  return signed.authorization;
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

const client = { region: 'eu-central-1', credentials: OWN_CREDENTIALS, maxAttempts: 1 };

describe('a signature', () => {
  test.each([
    'anthropic.claude-sonnet-4-6',
    'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
    'arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3',
    'odd (name)!*\'~ü/%2F',
  ])('of a Converse request for %p is the SDK\'s', async (modelId) => {
    const request = await capture((requestHandler) => new BedrockRuntimeClient({ ...client, requestHandler })
      .send(new ConverseCommand({ modelId, messages: [{ role: 'user', content: [{ text: 'hé' }] }] })));
    expect(await signLikeTheSdk(request, 'bedrock')).toBe(request.headers.authorization);
  });

  test('of a DynamoDB request is the SDK\'s', async () => {
    const request = await capture((requestHandler) => new DynamoDBClient({ ...client, requestHandler })
      .send(new GetItemCommand({ TableName: 'gateway', Key: { pk: { S: 'KEY#1' } } })));
    expect(await signLikeTheSdk(request, 'dynamodb')).toBe(request.headers.authorization);
  });

  test('is what the specification says, for any path, header and body', async () => {
    const clock = new VirtualClock();
    const sign = createRequestSigner(clock);
    await fc.assert(fc.asyncProperty(
      fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), fc.nat(4_000_000_000),
      async (segment, body, offset) => {
        await clock.advance(offset);
        const path = `/model/${encodeURIComponent(segment)}/converse`;
        fc.pre(!path.includes('/../') && !path.includes('/./'));
        const headers = sign({
          service: 'bedrock', region: 'us-west-2', host: 'h:1', path, headers: { 'content-type': 'a  b' }, sha256: payloadOf(body).sha256,
        }, OWN_CREDENTIALS);
        expect(headers.authorization).toBe(expectedAuthorization({ method: 'POST', path, headers, body }, OWN_CREDENTIALS.secretAccessKey));
      },
    ), { numRuns: 60 });
  });

  test('changes with the credentials, the Region and the service', () => {
    const sign = createRequestSigner(new VirtualClock());
    const base = { service: 'bedrock', region: 'us-east-1', host: 'h', path: '/', headers: {}, sha256: payloadOf('').sha256 };
    const signatures = [
      sign(base, OWN_CREDENTIALS),
      sign({ ...base, region: 'us-east-2' }, OWN_CREDENTIALS),
      sign({ ...base, service: 'sts' }, OWN_CREDENTIALS),
      sign(base, { ...OWN_CREDENTIALS, secretAccessKey: 'other' }),
    ];
    expect(new Set(signatures.map(({ authorization }) => authorization)).size).toBe(4);
  });

  test('carries the session token only when there is one', () => {
    const sign = createRequestSigner(new VirtualClock());
    const request = { service: 'sts', region: 'us-east-1', host: 'h', path: '/', headers: {}, sha256: payloadOf('').sha256 };
    expect(sign(request, OWN_CREDENTIALS)).toMatchObject({ 'x-amz-security-token': OWN_CREDENTIALS.sessionToken });
    expect(sign(request, { accessKeyId: 'A', secretAccessKey: 'S' })).not.toHaveProperty('x-amz-security-token');
  });
});
