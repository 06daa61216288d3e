import fc from 'fast-check';
import { formatKeyFile, isLabel, KeyFileError, parseKeyFile } from '../../../cli/keys/key-file';

const HASH = 'ab'.repeat(32);
const ENTRY = { tenant: 'acme', keyId: 'k1', sha256: HASH, status: 'active', createdAt: '2026-01-01T00:00:00.000Z' };
const fileOf = (...keys: unknown[]) => JSON.stringify({ keys });

function messageOf(text: string): string {
  try {
    parseKeyFile(text);
  } catch (error) {
    expect(error).toBeInstanceOf(KeyFileError);
    return (error as Error).message;
  }
  throw new Error('the file was taken');
}

test('all members of an entry are read', () => {
  const entry = { ...ENTRY, expiresAt: '2026-04-01T00:00:00.000Z', lifetimeSeconds: 7_776_000, label: 'Büro – CI', replacedBy: 'k2' };
  expect(parseKeyFile(fileOf(entry))).toEqual([entry]);
});

test('times are read in any zone', () => {
  expect(parseKeyFile(fileOf({ ...ENTRY, createdAt: '2026-01-01T02:00:00+02:00' }))[0]?.createdAt).toBe('2026-01-01T00:00:00.000Z');
});

test('a file without keys is a file', () => expect(parseKeyFile(fileOf())).toEqual([]));

test.each<[string, unknown, string]>([
  ['text for the file', 'keys', 'the file must be an object, received text'],
  ['a list for the file', [ENTRY], 'the file must be an object, received a list'],
  ['another member', { keys: [], version: 1 }, 'the file has a member that is not known, number 2: known are keys'],
  ['no keys', {}, 'keys must be a list, received nothing'],
  ['an object for keys', { keys: {} }, 'keys must be a list, received an object'],
  ['null for an entry', { keys: [ENTRY, null] }, 'keys[1] must be an object, received null'],
  ['no tenant', { keys: [{ ...ENTRY, tenant: undefined }] }, 'keys[0].tenant is missing: it must be the name of a tenant'],
  ['a tenant that is none', { keys: [{ ...ENTRY, tenant: 'a b' }] }, 'keys[0].tenant must be the name of a tenant, received other text of 3 characters'],
  ['a tenant that breaks out of the key', { keys: [{ ...ENTRY, tenant: 'a#KEY' }] }, 'keys[0].tenant must be'],
  ['a number for a tenant', { keys: [{ ...ENTRY, tenant: 7 }] }, 'keys[0].tenant must be the name of a tenant, received a number'],
  ['an id with a slash', { keys: [{ ...ENTRY, keyId: 'a/b' }] }, 'keys[0].keyId must be the id of a key'],
  ['an id that looks like a key', { keys: [{ ...ENTRY, keyId: `cri_${'a'.repeat(43)}` }] }, 'keys[0].keyId must be the id of a key'],
  ['a hash in capitals', { keys: [{ ...ENTRY, sha256: HASH.toUpperCase() }] }, 'keys[0].sha256 must be a SHA-256 as 64 lower-case hexadecimal digits'],
  ['a hash that is too short', { keys: [{ ...ENTRY, sha256: HASH.slice(1) }] }, 'received other text of 63 characters'],
  ['another status', { keys: [{ ...ENTRY, status: 'Active' }] }, 'keys[0].status must be "active" or "revoked"'],
  ['a creation that is no time', { keys: [{ ...ENTRY, createdAt: 'yesterday' }] }, 'keys[0].createdAt must be a time such as'],
  ['an end on a day that does not exist', { keys: [{ ...ENTRY, expiresAt: '2026-02-30T00:00:00Z' }] }, 'keys[0].expiresAt must be a time such as'],
  ['null for an end', { keys: [{ ...ENTRY, expiresAt: null }] }, 'keys[0].expiresAt must be a time such as 2026-12-31T00:00:00Z, received null'],
  ['a lifetime of nothing', { keys: [{ ...ENTRY, expiresAt: ENTRY.createdAt, lifetimeSeconds: 0 }] }, 'keys[0].lifetimeSeconds must be a whole number above 0, received 0'],
  ['a lifetime without an end', { keys: [{ ...ENTRY, lifetimeSeconds: 60 }] }, 'keys[0].expiresAt is missing'],
  ['a replaced key without an end', { keys: [{ ...ENTRY, replacedBy: 'k2' }] }, 'keys[0].expiresAt is missing'],
  ['a label with a line break', { keys: [{ ...ENTRY, label: 'a\nb' }] }, 'keys[0].label must be a label'],
  ['a member that is not known', { keys: [{ ...ENTRY, expires: 'never' }] }, 'keys[0] has a member that is not known, number 6: known are tenant, keyId'],
  ['one hash twice', { keys: [ENTRY, { ...ENTRY, keyId: 'k2' }] }, 'keys[1].sha256 is that of keys[0]'],
  ['one id twice', { keys: [ENTRY, { ...ENTRY, sha256: 'cd'.repeat(32) }] }, 'keys[1] has the tenant and the keyId of keys[0]'],
])('%s is refused with its place', (_, file, message) => {
  expect(messageOf(JSON.stringify(file))).toContain(message);
});

test('the same id for two tenants is no contradiction', () => {
  expect(parseKeyFile(fileOf(ENTRY, { ...ENTRY, tenant: 'other', sha256: 'cd'.repeat(32) }))).toHaveLength(2);
});

test.each(['', '{', '{"keys": [}', 'keys: []', '{"keys": []} trailing'])('%p is no JSON', (text) => {
  expect(messageOf(text)).toMatch(/^the file is not JSON/);
});

test('the line of what is no JSON is named', () => {
  expect(messageOf('{\n  "keys": [\n    { "tenant": "a" "keyId": "b" }\n  ]\n}')).toBe('the file is not JSON: line 3');
});

test('no complaint quotes a key or a hash, wherever in the file it is', () => {
  const canary = `cri_${'Zq7'.repeat(14)}x`;
  const places = [
    canary, `{"keys": [${canary}]}`, `{"keys": "${HASH}" ${HASH}}`, fileOf(canary), JSON.stringify({ [canary]: 1 }), fileOf({ ...ENTRY, [HASH]: 1 }),
    ...Object.keys(ENTRY).flatMap((name) => [canary, `${HASH}!`].map((value) => fileOf({ ...ENTRY, [name]: value }))).filter((text) => !text.includes('"tenant":"cri')),
    fileOf({ ...ENTRY, label: canary }), fileOf({ ...ENTRY, sha256: HASH.slice(2) }),
  ];
  for (const text of places) {
    const message = messageOf(text);
    expect(message).not.toContain('Zq7Zq7');
    expect(message).not.toContain('abababab');
  }
});

test('what was written is read again', () => {
  const instants = fc.integer({ min: 0, max: 4_102_444_800_000 }).map((ms) => new Date(ms).toISOString());
  const records = fc.uniqueArray(fc.record({
    tenant: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,20}$/),
    keyId: fc.stringMatching(/^[0-9a-f]{12}$/),
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    status: fc.constantFrom('active' as const, 'revoked' as const),
    createdAt: instants,
    expiresAt: instants,
    label: fc.string({ unit: 'grapheme' }).filter(isLabel),
    lifetimeSeconds: fc.integer({ min: 1 }),
    replacedBy: fc.stringMatching(/^[0-9a-f]{12}$/),
  }, { requiredKeys: ['tenant', 'keyId', 'sha256', 'status', 'createdAt', 'expiresAt'] }), { selector: ({ sha256 }) => sha256 });
  fc.assert(fc.property(records, (keys) => {
    fc.pre(new Set(keys.map(({ tenant, keyId }) => `${tenant} ${keyId}`)).size === keys.length);
    expect(parseKeyFile(formatKeyFile(keys))).toEqual(keys);
  }));
});
