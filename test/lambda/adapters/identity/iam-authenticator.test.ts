import fc from 'fast-check';
import { createIamAuthenticator } from '../../../../lambda/adapters/identity/iam-authenticator';
import { keyOf, principalOf } from '../../../../lambda/adapters/identity/iam-principal';

const PRINCIPALS: Readonly<Record<string, string>> = {
  'arn:aws:iam::111111111111:role/app': 'a',
  'arn:aws:iam::111111111111:role/deep/er/path/other': 'b',
  'arn:aws:iam::222222222222:role/app': 'b',
  'arn:aws:iam::111111111111:user/people/app': 'c',
  'arn:aws-us-gov:iam::111111111111:role/app': 'd',
  'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Dev_0123456789abcdef': 'e',
};
const authenticator = createIamAuthenticator(new Map(Object.entries(PRINCIPALS).map(([arn, tenant]) => [keyOf(principalOf(arn)!), tenant])));
const identify = (userArn?: string, credential?: string) => authenticator.identify({ credential, front: { userArn } });

test.each([
  ['a session of a role', 'arn:aws:sts::111111111111:assumed-role/app/session', 'a', 'iam:111111111111:role/app'],
  ['a session of a role with a path, which the session does not tell', 'arn:aws:sts::111111111111:assumed-role/other/i-0123', 'b', 'iam:111111111111:role/other'],
  ['a role of the same name in another account', 'arn:aws:sts::222222222222:assumed-role/app/x', 'b', 'iam:222222222222:role/app'],
  ['a user of the same name', 'arn:aws:iam::111111111111:user/people/app', 'c', 'iam:111111111111:user/app'],
  ['the same role in another partition', 'arn:aws-us-gov:sts::111111111111:assumed-role/app/x', 'd', 'iam:111111111111:role/app'],
  ['a session that a person began with single sign-on', 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/ada@example.com', 'e', expect.not.stringContaining('ada')],
])('%s', async (_, userArn, tenant, keyId) => {
  expect(await identify(userArn)).toEqual({ tenant, keyId });
});

test.each([
  ['another role', 'arn:aws:sts::111111111111:assumed-role/app2/session'],
  ['another account', 'arn:aws:sts::333333333333:assumed-role/app/session'],
  ['another partition', 'arn:aws-cn:sts::111111111111:assumed-role/app/session'],
  ['a session that bears the name of a role', 'arn:aws:sts::111111111111:assumed-role/mine/app'],
  ['a user that bears the name of a role', 'arn:aws:iam::111111111111:user/other'],
  ['a role that does not come as a session', 'arn:aws:iam::111111111111:role/app'],
  ['a federated user', 'arn:aws:sts::111111111111:federated-user/app'],
  ['the root of an account', 'arn:aws:iam::111111111111:root'],
  ['another case', 'arn:aws:sts::111111111111:assumed-role/APP/session'],
  ['no ARN', '__proto__'],
])('%s is nobody here', async (_, userArn) => {
  await expect(identify(userArn)).rejects.toMatchObject({ reason: 'forbidden', message: expect.stringContaining('acts for no tenant') });
});

test('who has not signed is told to, and a key is no signature', async () => {
  const refusal = { reason: 'unauthenticated', message: expect.stringContaining('execute-api') };
  await expect(identify(undefined)).rejects.toMatchObject(refusal);
  await expect(identify(undefined, 'cri_good')).rejects.toMatchObject(refusal);
});

test('a key that is sent beside the signature changes nothing', async () => {
  expect(await identify('arn:aws:sts::111111111111:assumed-role/app/session', 'cri_of_tenant_b')).toMatchObject({ tenant: 'a' });
});

test('whatever an ARN says, only the account and the name that were declared open a tenant', async () => {
  const part = fc.constantFrom('aws', 'sts', 'iam', '', '111111111111', '222222222222', 'assumed-role/app/x', 'role/app', 'user/people/app', 'app', '*', 'assumed-role/app');
  await fc.assert(fc.asyncProperty(fc.array(part, { minLength: 5, maxLength: 7 }), async (parts) => {
    const arn = ['arn', ...parts].join(':');
    const answer = await identify(arn).catch(() => undefined);
    const expected = /^arn:aws:(sts::(111111111111|222222222222):assumed-role\/app\/x|iam::111111111111:user\/people\/app)$/.test(arn);
    expect(answer !== undefined).toBe(expected);
  }));
});
