import { AwsTransport } from '../../../../lambda/adapters/aws/aws-transport';
import { AssumableRole } from '../../../../lambda/adapters/aws/credentials';
import { createCredentialProvider, CredentialProvider } from '../../../../lambda/adapters/credentials/credential-provider';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { expectCounted } from '../../../support/counted';
import { VirtualClock } from '../../../support/virtual-clock';
import { LocalServer, startServer } from '../support/local-server';
import { OWN_CREDENTIALS, transportTo } from '../support/test-transport';
import { settled, until } from '../support/until';
import { expectedAuthorization } from '../support/verify-signature';

const MINUTE = 60_000;
const ROLE: AssumableRole = { arn: 'arn:aws:iam::111122223333:role/shard', externalId: 'ext&1' };

interface Sts {
  readonly server: LocalServer;
  readonly clock: VirtualClock;
  readonly source: CredentialProvider;
  readonly refreshFailures: unknown[];
  /** Calls that were begun. */
  asked: number;
  /** How STS answers from now on. */
  mode: 'grant' | 'deny' | 'hang' | 'nonsense' | 'drop' | { readonly status: number; readonly code?: string };
}

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An STS that numbers the credentials it gives, each valid for an hour. */
async function startSts(): Promise<Sts> {
  const clock = new VirtualClock();
  const refreshFailures: unknown[] = [];
  let granted = 0;
  const server = await startServer((request, response) => {
    if (sts.mode === 'hang') return;
    if (sts.mode === 'drop') {
      request.socket.destroy();
      return;
    }
    if (typeof sts.mode === 'object') {
      const { status, code } = sts.mode;
      response.writeHead(status).end(code && `<ErrorResponse><Error><Code>${code}</Code><Message>not now</Message></Error></ErrorResponse>`);
      return;
    }
    if (sts.mode === 'nonsense') {
      response.end('<html>secret</html>');
    } else if (sts.mode === 'deny') {
      response.writeHead(403).end('<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>');
    } else {
      granted++;
      response.end(`<Credentials><AccessKeyId>ASIA${granted}</AccessKeyId><SecretAccessKey>s${granted}</SecretAccessKey>`
        + `<SessionToken>t${granted}</SessionToken><Expiration>${new Date(clock.now() + 60 * MINUTE).toISOString()}</Expiration></Credentials>`);
    }
  });
  const transport = transportTo(server.url, { clock });
  closing.push(() => transport.close(), () => server.close());
  const counting: AwsTransport = {
    ...transport,
    post: (call) => {
      sts.asked++;
      return transport.post(call);
    },
  };
  const source = createCredentialProvider({
    own: OWN_CREDENTIALS, transport: counting, region: 'eu-west-1', clock, onRefreshFailure: (role, error) => refreshFailures.push([role, error]),
  });
  const sts: Sts = { server, clock, source, refreshFailures, asked: 0, mode: 'grant' };
  return sts;
}

const keyOf = async (sts: Sts, role = ROLE) => (await sts.source(role)).accessKeyId;

describe('a target without a role', () => {
  test('uses the function\'s own credentials and asks nobody', async () => {
    const sts = await startSts();
    expect(await sts.source()).toBe(OWN_CREDENTIALS);
    expect(sts.server.received).toHaveLength(0);
  });
});

describe('a role', () => {
  test('is assumed so often in a day of a request a minute', async () => {
    const sts = await startSts();
    for (let minute = 0; minute < 24 * 60; minute++) {
      await sts.source(ROLE);
      // What is renewed in the background is there before the next request.
      await until(() => sts.server.received.length === sts.asked);
      await settled();
      await sts.clock.advance(MINUTE);
    }
    expect(sts.refreshFailures).toEqual([]);
    expectCounted('sts', { hours: 24, calls: sts.asked });
  });

  test('is assumed with a signed request for one hour', async () => {
    const sts = await startSts();
    expect(await sts.source(ROLE)).toEqual({ accessKeyId: 'ASIA1', secretAccessKey: 's1', sessionToken: 't1' });
    const [request] = sts.server.received;
    expect(Object.fromEntries(new URLSearchParams(request!.body))).toEqual({
      Action: 'AssumeRole', Version: '2011-06-15', RoleArn: ROLE.arn, RoleSessionName: 'resilient-inference', DurationSeconds: '3600', ExternalId: 'ext&1',
    });
    expect(request!.headers.authorization).toContain('/eu-west-1/sts/aws4_request');
    expect(request!.headers.authorization).toBe(expectedAuthorization(request!, OWN_CREDENTIALS.secretAccessKey));
  });

  test('without an external id is assumed without one', async () => {
    const sts = await startSts();
    await sts.source({ arn: ROLE.arn });
    expect(new URLSearchParams(sts.server.received[0]!.body).has('ExternalId')).toBe(false);
  });

  test('is assumed once for all who wait, and gives the same object to all', async () => {
    const sts = await startSts();
    const all = await Promise.all(Array.from({ length: 20 }, () => sts.source(ROLE)));
    expect(new Set(all).size).toBe(1);
    expect(await sts.source({ ...ROLE })).toBe(all[0]);
    expect(sts.server.received).toHaveLength(1);
  });

  test('is another one with another external id', async () => {
    const sts = await startSts();
    expect(await keyOf(sts)).toBe('ASIA1');
    expect(await keyOf(sts, { arn: ROLE.arn, externalId: 'other' })).toBe('ASIA2');
    expect(await keyOf(sts, { arn: ROLE.arn })).toBe('ASIA3');
  });
});

describe('across the end of credentials', () => {
  test('they stay in use until five minutes before, then others are fetched behind the scenes', async () => {
    const sts = await startSts();
    await keyOf(sts);
    await sts.clock.advance(55 * MINUTE);
    expect(await keyOf(sts)).toBe('ASIA1');
    expect(sts.asked).toBe(1);

    await sts.clock.advance(1);
    expect(await Promise.all([keyOf(sts), keyOf(sts)])).toEqual(['ASIA1', 'ASIA1']);
    expect(sts.asked).toBe(2);
    for (let key = 'ASIA1'; key !== 'ASIA2'; key = await keyOf(sts)) await settled();
    expect(sts.asked).toBe(2);
    expect(sts.refreshFailures).toEqual([]);
  });

  test('everybody waits for new ones when the old ones have ended', async () => {
    const sts = await startSts();
    await keyOf(sts);
    await sts.clock.advance(59 * MINUTE + 50_000);
    expect(await Promise.all([keyOf(sts), keyOf(sts)])).toEqual(['ASIA2', 'ASIA2']);
    expect(sts.server.received).toHaveLength(2);
  });

  test('a failed renewal is reported and the old ones stay in use, with a pause between renewals', async () => {
    const sts = await startSts();
    await keyOf(sts);
    sts.mode = 'deny';
    await sts.clock.advance(56 * MINUTE);
    expect(await keyOf(sts)).toBe('ASIA1');
    await until(() => sts.refreshFailures.length === 1);
    expect(sts.refreshFailures).toEqual([[ROLE, expect.objectContaining({ code: 'CredentialsError' })]]);

    await sts.clock.advance(9_999);
    expect(await keyOf(sts)).toBe('ASIA1');
    expect(sts.asked).toBe(2);

    await sts.clock.advance(1);
    sts.mode = 'grant';
    expect(await keyOf(sts)).toBe('ASIA1');
    for (let key = 'ASIA1'; key !== 'ASIA2'; key = await keyOf(sts)) await settled();
    expect(sts.server.received).toHaveLength(3);
  });

  test('a failed renewal fails the request once the old ones have ended, and the next request tries again', async () => {
    const sts = await startSts();
    await keyOf(sts);
    sts.mode = 'deny';
    await sts.clock.advance(61 * MINUTE);
    await expect(keyOf(sts)).rejects.toMatchObject({ code: 'CredentialsError' });
    sts.mode = 'grant';
    expect(await keyOf(sts)).toBe('ASIA2');
  });
});

describe('a role that cannot be assumed', () => {
  const failureOf = (sts: Sts) => keyOf(sts).then(() => { throw new Error('it did not fail'); }, (error: UpstreamError) => error);

  test('fails with the name that STS gives the reason, and no secret', async () => {
    const sts = await startSts();
    sts.mode = 'deny';
    const error = await failureOf(sts);
    expect(error).toMatchObject({ name: 'UpstreamError', code: 'CredentialsError', status: undefined, details: { notSent: true } });
    expect(error.message).toBe(`the role ${ROLE.arn} cannot be assumed: AccessDenied: not authorized`);
    expect(JSON.stringify(error) + error.message).not.toContain('ext&1');
  });

  test('fails when STS answers with something else', async () => {
    const sts = await startSts();
    sts.mode = 'nonsense';
    const error = await failureOf(sts);
    expect(error).toMatchObject({
      code: 'CredentialsError', message: expect.stringContaining('one Credentials element and has 0'), details: { notSent: true },
    });
    expect(error.message).not.toContain('secret');
  });

  test.each([
    [400, 'ValidationError'], [400, 'MalformedPolicyDocument'], [403, 'RegionDisabledException'], [403, 'InvalidClientTokenId'], [404, undefined],
  ])('is a matter of the set-up after %i %s', async (status, code) => {
    const sts = await startSts();
    sts.mode = { status, code };
    expect(await failureOf(sts)).toMatchObject({ code: 'CredentialsError', details: { notSent: true } });
  });

  test.each([
    [400, 'Throttling'], [400, 'RequestLimitExceeded'], [429, undefined], [500, 'InternalFailure'], [502, undefined], [503, 'ServiceUnavailable'],
  ])('may be assumed again soon after %i %s, and the next request tries', async (status, code) => {
    const sts = await startSts();
    sts.mode = { status, code };
    const error = await failureOf(sts);
    expect(error).toMatchObject({ name: 'UpstreamError', code: 'CredentialsUnavailable', status: undefined, details: { notSent: true } });
    expect(error.message).toContain(code ?? `status ${status}`);
    sts.mode = 'grant';
    expect(await keyOf(sts)).toBe('ASIA1');
  });

  test('may be assumed again soon when STS breaks off', async () => {
    const sts = await startSts();
    sts.mode = 'drop';
    expect(await failureOf(sts)).toMatchObject({ code: 'CredentialsUnavailable', details: { notSent: true } });
  });

  test('is a matter of the set-up when STS cannot even be addressed', async () => {
    const transport = transportTo('ftp://nowhere');
    closing.push(() => transport.close());
    const source = createCredentialProvider({
      own: OWN_CREDENTIALS, transport, region: 'eu-west-1', clock: new VirtualClock(), onRefreshFailure: () => undefined,
    });
    await expect(source(ROLE)).rejects.toMatchObject({ code: 'CredentialsError', details: { notSent: true } });
  });

  test('may be assumed again soon when STS does not answer within three seconds', async () => {
    const sts = await startSts();
    sts.mode = 'hang';
    const failed = failureOf(sts);
    await until(() => sts.server.received.length === 1);
    await sts.clock.advance(3_000);
    expect(await failed).toMatchObject({
      code: 'CredentialsUnavailable', message: expect.stringContaining('no answer within 3000 ms'), details: { notSent: true },
    });
  });

  test('may be assumed again soon when STS cannot be reached', async () => {
    const sts = await startSts();
    await sts.server.close();
    expect(await failureOf(sts)).toMatchObject({
      code: 'CredentialsUnavailable', message: expect.stringContaining('ECONNREFUSED'), details: { notSent: true },
    });
  });
});

describe('credentials that a service refuses although they should be valid', () => {
  test('are replaced at the next call, once forgotten', async () => {
    const sts = await startSts();
    expect(await sts.source(ROLE)).toMatchObject({ accessKeyId: 'ASIA1' });
    sts.source.forget(ROLE);
    expect(await sts.source(ROLE)).toMatchObject({ accessKeyId: 'ASIA2' });
    expect(await sts.source(ROLE)).toMatchObject({ accessKeyId: 'ASIA2' });
  });

  test('are not replaced for another role, and the function\'s own cannot be', async () => {
    const sts = await startSts();
    await sts.source(ROLE);
    sts.source.forget({ ...ROLE, externalId: 'another' });
    sts.source.forget(undefined);
    expect(await sts.source(ROLE)).toMatchObject({ accessKeyId: 'ASIA1' });
    expect(await sts.source()).toBe(OWN_CREDENTIALS);
  });
});
