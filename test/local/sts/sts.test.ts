import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { createSts, type Sts } from '../../../local/sts/sts';
import { ALLOW_ALL, clientConfiguration, fixedClock, OTHER_ACCOUNT, REGION, role, ROLE_ARN, startCloud, type Cloud } from '../aws/cloud';
import { send, sign } from '../aws/signed-fetch';

const SHARD = `arn:aws:iam::${OTHER_ACCOUNT}:role/shards/Shard`;
const GUARDED = `arn:aws:iam::${OTHER_ACCOUNT}:role/Guarded`;
const UNGRANTED = `arn:aws:iam::${OTHER_ACCOUNT}:role/Ungranted`;
const CLOSED = `arn:aws:iam::${OTHER_ACCOUNT}:role/Closed`;
const SIBLING = 'arn:aws:iam::111122223333:role/Sibling';
const DELEGATING_SIBLING = 'arn:aws:iam::111122223333:role/DelegatingSibling';
const FORBIDDEN_SIBLING = 'arn:aws:iam::111122223333:role/ForbiddenSibling';
const UNTRUSTING_SIBLING = 'arn:aws:iam::111122223333:role/UntrustingSibling';

const trust = (principal: string, more = {}) => [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal }, ...more }];
const ROLES = [
  role(ROLE_ARN, [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [SHARD, GUARDED, CLOSED, UNTRUSTING_SIBLING, 'arn:aws:iam::999999999999:role/Unknown'] },
    { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: FORBIDDEN_SIBLING },
  ]),
  role(SHARD, [ALLOW_ALL], trust('arn:aws:iam::111122223333:root')),
  role(GUARDED, [ALLOW_ALL], trust(ROLE_ARN, { Condition: { StringEquals: { 'sts:ExternalId': 'shared & secret' } } })),
  role(UNGRANTED, [ALLOW_ALL], trust(ROLE_ARN)),
  role(CLOSED, [ALLOW_ALL]),
  role(SIBLING, [ALLOW_ALL], trust(ROLE_ARN)),
  role(DELEGATING_SIBLING, [ALLOW_ALL], trust('111122223333')),
  role(FORBIDDEN_SIBLING, [ALLOW_ALL], trust(ROLE_ARN)),
  role(UNTRUSTING_SIBLING, [ALLOW_ALL]),
];

const clock = fixedClock();
let cloud: Cloud;
let sts: Sts;
let client: STSClient;

beforeAll(async () => {
  cloud = await startCloud({
    clock,
    roles: ROLES,
    services: (parts) => {
      sts = createSts(parts);
      return [sts];
    },
  });
  client = new STSClient(clientConfiguration(cloud));
});
afterEach(() => sts.clearFaults());
afterAll(async () => {
  client.destroy();
  await cloud.endpoint.close();
});

const assume = (roleArn: string, more: Partial<AssumeRoleCommandInput> = {}) =>
  client.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'gateway', ...more }));

describe('AssumeRole through the unmodified STS client', () => {
  test('across accounts answers credentials that work', async () => {
    const answer = await assume(SHARD, { DurationSeconds: 900 });
    expect(answer.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/Shard/gateway`);
    expect(answer.AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[0-9A-F]{17}:gateway$/);
    expect(Math.abs(answer.Credentials!.Expiration!.getTime() - clock.now() - 900_000)).toBeLessThan(1000);

    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = answer.Credentials!;
    const shard = new STSClient({
      ...clientConfiguration(cloud),
      credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey!, sessionToken: sessionToken! },
    });
    const identity = await shard.send(new GetCallerIdentityCommand({}));
    shard.destroy();
    expect(identity).toMatchObject({ Account: OTHER_ACCOUNT, Arn: answer.AssumedRoleUser?.Arn, UserId: answer.AssumedRoleUser?.AssumedRoleId });
  });

  test('serves the SDK\'s own credential provider', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = cloud.session;
    const provide = fromTemporaryCredentials({
      params: { RoleArn: SHARD, RoleSessionName: 'provider', DurationSeconds: 3600 },
      masterCredentials: { accessKeyId, secretAccessKey, sessionToken },
      clientConfig: { endpoint: cloud.endpoint.url, region: REGION },
    });
    expect((await provide()).accessKeyId).toMatch(/^ASIA/);
  });

  test('is observed by its action', async () => {
    const before = cloud.calls.length;
    await assume(SHARD);
    expect(cloud.calls.slice(before)).toEqual([expect.objectContaining({ service: 'sts', operation: 'AssumeRole', status: 200, caller: cloud.session.caller.arn })]);
  });

  test('accepts the external id that the target demands', async () => {
    await expect(assume(GUARDED, { ExternalId: 'shared & secret' })).resolves.toHaveProperty('Credentials');
  });

  test('within the account is satisfied with a trust policy that names the role', async () => {
    await expect(assume(SIBLING)).resolves.toHaveProperty('Credentials');
  });

  test.each([
    ['a missing external id', GUARDED, {}],
    ['a wrong external id', GUARDED, { ExternalId: 'guess' }],
    ['a role of another account that only trusts', UNGRANTED, {}],
    ['a role of another account that does not trust', CLOSED, {}],
    ['a role of the same account that leaves it to the account, without a grant', DELEGATING_SIBLING, {}],
    ['a role of the same account that does not trust, in spite of a grant', UNTRUSTING_SIBLING, {}],
    ['an explicit deny, in spite of the trust', FORBIDDEN_SIBLING, {}],
    ['an unknown role', 'arn:aws:iam::999999999999:role/Unknown', {}],
  ])('refuses %s', async (_name, roleArn, more) => {
    const before = cloud.authorizer.denials.length;
    await expect(assume(roleArn, more)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${cloud.session.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      $metadata: { httpStatusCode: 403 },
    });
    expect(cloud.authorizer.denials.slice(before)).toHaveLength(1);
  });

  test('tells which statement was missing, and on which side', async () => {
    await assume(UNGRANTED).catch(() => undefined);
    expect(cloud.authorizer.denials.at(-1)!.missingStatement).toEqual({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: UNGRANTED });
    await assume(CLOSED).catch(() => undefined);
    expect(cloud.authorizer.denials.at(-1)!.missingStatement).toEqual({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ROLE_ARN } });
  });
});

describe('the parameters of AssumeRole', () => {
  test.each<[string, Partial<AssumeRoleCommandInput>, string | RegExp]>([
    ['a duration over an hour', { DurationSeconds: 3601 }, 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'],
    ['a duration over twelve hours', { DurationSeconds: 43201 }, /Value '43201' at 'durationSeconds' .* less than or equal to 43200/],
    ['a duration under a quarter of an hour', { DurationSeconds: 899 }, /Value '899' at 'durationSeconds' .* greater than or equal to 900/],
    ['a duration that is not whole', { DurationSeconds: 900.5 }, /'900.5', expected a whole number/],
    ['a session name with a space', { RoleSessionName: 'two words' }, /Value 'two words' at 'roleSessionName' .* pattern: \[\\w\+=,.@-\]\*/],
    ['a session name of one letter', { RoleSessionName: 'x' }, /length greater than or equal to 2/],
    ['a session name of 65 letters', { RoleSessionName: 'x'.repeat(65) }, /length less than or equal to 64/],
    ['something that is no role ARN', { RoleArn: 'Shard' }, /^Shard is invalid$/],
    ['a session policy, which is not emulated', { Policy: '{}' }, /parameter 'Policy' of AssumeRole is not emulated/],
    ['tags, which are not emulated', { Tags: [{ Key: 'a', Value: 'b' }] }, /'Tags.member.1.Key' of AssumeRole is not emulated/],
  ])('refuse %s', async (_name, change, message) => {
    await expect(assume(SHARD, change)).rejects.toMatchObject({
      name: 'ValidationError', $metadata: { httpStatusCode: 400 }, message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});

describe('errors of STS', () => {
  const call = (body: string, session = cloud.session) => send(cloud.endpoint.url, sign(cloud.endpoint.url, session, {
    service: 'sts', path: '/', body, date: new Date(clock.now()), headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }));

  test('are XML', async () => {
    const answer = await call('Action=GetSessionToken&Version=2011-06-15');
    expect(answer.headers['content-type']).toBe('text/xml');
    expect(answer.body).toMatch(/^<ErrorResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>Could not find operation GetSessionToken/);
  });

  test('escape what they quote', async () => {
    const answer = await call(`Action=AssumeRole&RoleArn=${encodeURIComponent(SHARD)}&RoleSessionName=${encodeURIComponent('<a&b>')}`);
    expect(answer.body).toContain('Value &apos;&lt;a&amp;b&gt;&apos; at');
  });

  test.each([
    ['an unknown access key', { accessKeyId: 'ASIANOBODYNOBODY2222' }, 'InvalidClientTokenId'],
    ['a wrong secret', { secretAccessKey: 'guess' }, 'SignatureDoesNotMatch'],
  ])('name %s as STS does', async (_name, change, code) => {
    const answer = await call('Action=GetCallerIdentity', { ...cloud.session, ...change });
    expect([answer.status, /<Code>(\w+)</.exec(answer.body)?.[1]]).toEqual([403, code]);
  });

  test('name an expired session as STS does', async () => {
    const session = cloud.identities.issue({ roleArn: ROLE_ARN, sessionName: 'short', durationSeconds: 0 });
    expect((await call('Action=GetCallerIdentity', session)).body).toContain('<Code>ExpiredToken</Code>');
  });

  test('name an unsigned call as STS does', async () => {
    const answer = await send(cloud.endpoint.url, { method: 'POST', path: '/', body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(answer.body).toContain('<Code>MissingAuthenticationToken</Code>');
  });
});

describe('faults of STS', () => {
  test('strike the role they name', async () => {
    sts.setFault({ roleArn: SHARD }, { kind: 'error', name: 'ServiceUnavailable', status: 503 });
    await expect(assume(SHARD)).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
    await expect(assume(SIBLING)).resolves.toHaveProperty('Credentials');
  });

  test('strike every role of the account they name', async () => {
    sts.setFault({ accountId: OTHER_ACCOUNT }, { kind: 'error', name: 'AccessDenied', status: 403 });
    await expect(assume(SHARD)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(SIBLING)).resolves.toHaveProperty('Credentials');
  });

  test('can drop the connection', async () => {
    sts.setFault({}, { kind: 'drop', count: 1 });
    await expect(assume(SHARD)).rejects.toMatchObject({ message: expect.stringContaining('socket hang up') });
    await expect(assume(SHARD)).resolves.toHaveProperty('Credentials');
  });
});
