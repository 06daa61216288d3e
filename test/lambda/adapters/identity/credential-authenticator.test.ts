import { createCredentialAuthenticator } from '../../../../lambda/adapters/identity/credential-authenticator';
import { KeyDirectory } from '../../../../lambda/core/ports';

const knowing = (known: Readonly<Record<string, string>>): KeyDirectory => ({
  find: async (key) => (Object.hasOwn(known, key) ? { tenant: known[key]!, keyId: `id-of-${key}` } : undefined),
});
const TENANTS = new Set(['a', 'b']);
const keys = { name: 'API key', form: '"Authorization: Bearer cri_…"', directory: knowing({ cri_a: 'a', cri_gone: 'removed' }) };
const others = { name: 'token', form: '"Authorization: Bearer eyJ…"', directory: knowing({ eyJ: 'b' }) };
const front = { userArn: 'arn:aws:sts::111111111111:assumed-role/app/session' };

test('one kind, or any of several', async () => {
  expect(await createCredentialAuthenticator([keys], TENANTS).identify({ credential: 'cri_a', front: {} })).toEqual({ tenant: 'a', keyId: 'id-of-cri_a' });
  const either = createCredentialAuthenticator([keys, others], TENANTS);
  expect(await either.identify({ credential: 'cri_a', front: {} })).toMatchObject({ tenant: 'a' });
  expect(await either.identify({ credential: 'eyJ', front: {} })).toMatchObject({ tenant: 'b' });
});

test('what is expected is said, for each kind', async () => {
  await expect(createCredentialAuthenticator([keys], TENANTS).identify({ front })).rejects.toMatchObject({
    reason: 'unauthenticated', message: 'no API key was sent: send one as "Authorization: Bearer cri_…"',
  });
  await expect(createCredentialAuthenticator([keys, others], TENANTS).identify({ front })).rejects.toMatchObject({
    message: 'no API key or token was sent: send one as "Authorization: Bearer cri_…" or "Authorization: Bearer eyJ…"',
  });
});

test('a kind that is not accepted opens nothing', async () => {
  await expect(createCredentialAuthenticator([keys], TENANTS).identify({ credential: 'eyJ', front })).rejects.toMatchObject({
    reason: 'unauthenticated', message: expect.stringContaining('API key is not known'),
  });
});

test('a tenant that has left the plan is refused', async () => {
  await expect(createCredentialAuthenticator([keys], TENANTS).identify({ credential: 'cri_gone', front: {} })).rejects.toMatchObject({ reason: 'forbidden' });
});
