import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { clientConfiguration, fixedClock, startCloud, type Cloud } from './cloud';
import { echoService, json } from './echo-service';
import { send, sign, type SigningChanges } from './signed-fetch';

const clock = fixedClock();
let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud({ clock, services: () => [echoService(async (request) => json({ query: request.query.toString() })).service] });
});
afterAll(() => cloud.endpoint.close());

const signed = (changes: SigningChanges = {}) => sign(cloud.endpoint.url, cloud.session, { date: new Date(clock.now()), ...changes });
const post = (message: Parameters<typeof send>[1]) => send(cloud.endpoint.url, message);

describe('a correctly signed request', () => {
  test.each<[string, SigningChanges]>([
    ['is accepted', {}],
    ['may have an empty body', { body: '' }],
    ['may be a GET with a query in any order', { method: 'GET', path: '/guardrails?b=2&a=1', body: '' }],
    ['may repeat a query parameter', { path: '/x?a=2&a=1' }],
    ['may carry an encoded colon in its path', { path: '/model/anthropic.claude-v2%3A1/converse' }],
    ['may carry an encoded slash in its path', { path: '/model/arn%3Aaws%3Abedrock%3A%3A%3Ax%2Fy/converse' }],
    ['may sign a header that SDKs leave out', { headers: { 'user-agent': 'curl' } }],
    ['may be four minutes old', { date: new Date(clock.now() - 4 * 60_000) }],
    ['may come from four minutes ahead', { date: new Date(clock.now() + 4 * 60_000) }],
    ['may be signed for any Region', { region: 'us-gov-west-1' }],
  ])('%s', async (_name, changes) => {
    expect((await post(signed(changes))).status).toBe(200);
  });

  test('may carry a raw colon in its path, as the Anthropic SDK sends it', async () => {
    expect((await post(signed({ path: '/model/anthropic.claude-v2:1/converse' }))).status).toBe(200);
  });

  test('may declare the hash of its body', async () => {
    const hash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    expect((await post(signed({ headers: { 'x-amz-content-sha256': hash } }))).status).toBe(200);
  });

  test('may name headers in SignedHeaders in upper case', async () => {
    const message = signed();
    const authorization = message.headers.authorization!.replace('content-type;host', 'Content-Type;Host');
    expect((await post({ ...message, headers: { ...message.headers, authorization } })).status).toBe(200);
  });
});

describe('a request that was changed after signing', () => {
  const refused = async (message: Parameters<typeof send>[1]) => {
    const answer = await post(message);
    expect(answer.status).toBe(403);
    expect(answer.headers['x-amzn-errortype']).toBe('InvalidSignatureException');
  };

  test('is refused when the body differs', async () => refused({ ...signed(), body: '{"a":1}' }));
  test('is refused when the body differs from the hash that it declares and signs', async () => {
    const hash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    await refused({ ...signed({ headers: { 'x-amz-content-sha256': hash } }), body: '{"a":1}' });
  });
  test('is refused when the path differs', async () => refused({ ...signed(), path: '/model/other/converse' }));
  test('is refused when the query differs', async () => refused({ ...signed(), path: '/model/m/converse?a=1' }));
  test('is refused when the method differs', async () => refused({ ...signed(), method: 'PUT' }));
  test('is refused when a signed header differs', async () => {
    const message = signed();
    await refused({ ...message, headers: { ...message.headers, 'content-type': 'text/plain' } });
  });
  test('is refused when a signed header is missing', async () => {
    const message = signed({ headers: { 'x-extra': 'yes' } });
    const { 'x-extra': _removed, ...headers } = message.headers;
    await refused({ ...message, headers });
  });
  test('is refused when one digit of the signature differs', async () => {
    const message = signed();
    const authorization = message.headers.authorization!.replace(/.$/, (digit) => digit === '0' ? '1' : '0');
    await refused({ ...message, headers: { ...message.headers, authorization } });
  });
  test('is refused when the signature is cut short', async () => {
    const message = signed();
    await refused({ ...message, headers: { ...message.headers, authorization: message.headers.authorization!.slice(0, -1) } });
  });
  test('is refused when the scope names another Region', async () => {
    const message = signed();
    await refused({ ...message, headers: { ...message.headers, authorization: message.headers.authorization!.replace('eu-central-1', 'us-east-1') } });
  });
  test('is refused when the declared hash is not that of the body', async () => {
    await refused(signed({ headers: { 'x-amz-content-sha256': 'e'.repeat(64) } }));
  });
  test('is refused when the host is not signed', async () => {
    const message = signed();
    await refused({ ...message, headers: { ...message.headers, authorization: message.headers.authorization!.replace('content-type;host;', 'content-type;') } });
  });
  test('is accepted with a further header that is not signed', async () => {
    const message = signed();
    expect((await post({ ...message, headers: { ...message.headers, 'x-later': 'proxy' } })).status).toBe(200);
  });
});

describe('a request with other credentials', () => {
  const codeOf = async (message: Parameters<typeof send>[1]) => {
    const answer = await post(message);
    return [answer.status, answer.headers['x-amzn-errortype']];
  };

  test('is refused without Authorization', async () => {
    const { authorization: _removed, ...headers } = signed().headers;
    expect(await codeOf({ ...signed(), headers })).toEqual([403, 'MissingAuthenticationToken']);
  });
  test.each([
    ['another algorithm', 'Bearer abc'],
    ['no credential', 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00'],
    ['no signature', 'AWS4-HMAC-SHA256 Credential=A/20260101/r/bedrock/aws4_request, SignedHeaders=host'],
    ['too short a credential', 'AWS4-HMAC-SHA256 Credential=A/20260101/r/bedrock, SignedHeaders=host, Signature=00'],
    ['too long a credential', 'AWS4-HMAC-SHA256 Credential=A/20260101/r/bedrock/aws4_request/x, SignedHeaders=host, Signature=00'],
  ])('is refused with %s as incomplete', async (_name, authorization) => {
    expect(await codeOf({ ...signed(), headers: { ...signed().headers, authorization } })).toEqual([403, 'IncompleteSignature']);
  });
  test('is refused with an unknown access key', async () => {
    const message = sign(cloud.endpoint.url, { ...cloud.session, accessKeyId: 'ASIAUNKNOWNUNKNOWN22' }, { date: new Date(clock.now()) });
    expect(await codeOf(message)).toEqual([403, 'UnrecognizedClientException']);
  });
  test('is refused with a session token of another session', async () => {
    const other = cloud.identities.issue({ roleArn: cloud.session.caller.roleArn, sessionName: 'other' });
    const message = sign(cloud.endpoint.url, { ...cloud.session, sessionToken: other.sessionToken }, { date: new Date(clock.now()) });
    expect(await codeOf(message)).toEqual([403, 'UnrecognizedClientException']);
  });
  test('is refused without a session token', async () => {
    const { 'x-amz-security-token': _removed, ...headers } = signed().headers;
    expect(await codeOf({ ...signed(), headers })).toEqual([403, 'UnrecognizedClientException']);
  });
  test('is refused when the secret is wrong', async () => {
    const message = sign(cloud.endpoint.url, { ...cloud.session, secretAccessKey: 'guess' }, { date: new Date(clock.now()) });
    expect(await codeOf(message)).toEqual([403, 'InvalidSignatureException']);
  });
  test('is refused when the scope names a service that does not stand here', async () => {
    const answer = await post(signed({ service: 's3' }));
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).message).toContain("'s3'; this machine stands up bedrock");
  });
  test('is refused once the session has expired', async () => {
    const session = cloud.identities.issue({ roleArn: cloud.session.caller.roleArn, sessionName: 'short', durationSeconds: 1 });
    clock.advance(1000);
    expect(await codeOf(sign(cloud.endpoint.url, session, { date: new Date(clock.now()) }))).toEqual([403, 'ExpiredTokenException']);
  });
});

describe('a request from another time', () => {
  const messageOf = async (message: Parameters<typeof send>[1]) => JSON.parse((await post(message)).body).message as string;

  test('is refused six minutes late', async () => {
    expect(await messageOf(signed({ date: new Date(clock.now() - 6 * 60_000) }))).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than/);
  });
  test('is refused six minutes early', async () => {
    expect(await messageOf(signed({ date: new Date(clock.now() + 6 * 60_000) }))).toMatch(/^Signature not yet current/);
  });
  test('is refused without a readable date', async () => {
    const message = signed();
    expect(await messageOf({ ...message, headers: { ...message.headers, 'x-amz-date': 'yesterday' } })).toContain("Got 'yesterday'");
  });
  test('is refused when the scope names another day', async () => {
    const message = signed();
    const authorization = message.headers.authorization!.replace(/\/\d{8}\//, '/19990101/');
    expect(await messageOf({ ...message, headers: { ...message.headers, authorization } })).toContain("'19990101' !=");
  });
  test('is answered with the date of the clock that checked it', async () => {
    expect(new Date((await post(signed())).headers.date!).getTime()).toBe(Math.floor(clock.now() / 1000) * 1000);
  });
});

test('an SDK client whose secret is wrong gets the error by name', async () => {
  const session = { ...cloud.session, secretAccessKey: 'wrong' };
  const client = new BedrockRuntimeClient(clientConfiguration(cloud, session));
  await expect(client.send(new ConverseCommand({ modelId: 'm', messages: [] }))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  client.destroy();
});
