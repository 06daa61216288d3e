import { createHash } from 'node:crypto';
import { keysCommand } from '../../cli/commands/keys';
import { createKeyStore } from '../../cli/keys/key-store';
import { UsageError } from '../../cli/usage-error';
import { systemClock } from '../../local/clock';
import { createDynamoDb, DynamoDb } from '../../local/dynamodb/dynamodb';

const TABLE = 'keys';
const NOW = Date.UTC(2026, 0, 1);

describe('API keys', () => {
  let dynamodb: DynamoDb;
  const printed: string[] = [];
  const run = (...commandArguments: string[]) =>
    keysCommand(commandArguments, (line) => printed.push(line), {
      openStore: (table) => createKeyStore(dynamodb.executeDirect, table, () => new Date(NOW)),
      readFile: (path) => files[path]!,
      now: () => NOW,
    });
  const files: Record<string, string> = {};
  const json = (index = printed.length - 1) => JSON.parse(printed[index]!) as Record<string, string>;
  const items = async () => (await dynamodb.executeDirect('Scan', { TableName: TABLE })).Items as Record<string, { S: string }>[];

  beforeEach(async () => {
    printed.length = 0;
    dynamodb = createDynamoDb({ clock: systemClock });
    await dynamodb.createTables([{
      tableName: TABLE,
      arn: `arn:aws:dynamodb:us-east-1:111111111111:table/${TABLE}`,
      keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      attributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
    }]);
  });
  afterEach(() => dynamodb.close());

  test('a new key is shown once, and only its SHA-256 is stored', async () => {
    await run('create', '--table', TABLE, '--tenant', 'team-a', '--json');
    const { key, keyId } = JSON.parse(printed[0]!) as { key: string; keyId: string };
    expect(key).toMatch(/^cri_[A-Za-z0-9_-]{43}$/);

    const stored = await items();
    expect(JSON.stringify(stored)).not.toContain(key.slice(4));
    const hash = createHash('sha256').update(key).digest('hex');
    expect(stored.find(({ pk }) => pk?.S === `KEY#${hash}`)).toMatchObject({ tenant: { S: 'team-a' }, keyId: { S: keyId }, status: { S: 'active' } });
  });

  test('two keys are never the same', async () => {
    await run('create', '--table', TABLE, '--tenant', 'a', '--json');
    await run('create', '--table', TABLE, '--tenant', 'a', '--json');
    expect(new Set(printed.map((line) => (JSON.parse(line) as { key: string }).key)).size).toBe(2);
  });

  test('keys are listed by tenant, with their status', async () => {
    await run('create', '--table', TABLE, '--tenant', 'a', '--json');
    await run('create', '--table', TABLE, '--tenant', 'b', '--json');
    const { keyId } = JSON.parse(printed[0]!) as { keyId: string };
    await run('revoke', '--table', TABLE, '--tenant', 'a', '--key-id', keyId);
    printed.length = 0;
    await run('list', '--table', TABLE, '--tenant', 'a', '--json');
    expect(JSON.parse(printed[0]!)).toEqual([{ keyId, status: 'revoked', createdAt: '2026-01-01T00:00:00.000Z' }]);
    expect((await items()).filter(({ status }) => status?.S === 'revoked')).toHaveLength(2);
  });

  test('a key of another tenant cannot be revoked', async () => {
    await run('create', '--table', TABLE, '--tenant', 'a', '--json');
    const { keyId } = JSON.parse(printed[0]!) as { keyId: string };
    await expect(run('revoke', '--table', TABLE, '--tenant', 'b', '--key-id', keyId)).rejects.toThrow(`tenant b has no key ${keyId}`);
    expect((await items()).filter(({ status }) => status?.S === 'revoked')).toEqual([]);
  });

  test('a key has a label and an end', async () => {
    await run('create', '--table', TABLE, '--tenant', 'a', '--label', 'Büro CI', '--expires-in', '90d', '--json');
    expect(json()).toMatchObject({ expiresAt: '2026-04-01T00:00:00.000Z' });
    await run('create', '--table', TABLE, '--tenant', 'a', '--expires-at', '2026-06-30T22:00:00-02:00');
    expect(printed[1]).toContain('It expires at 2026-07-01T00:00:00.000Z.');
    await run('list', '--table', TABLE, '--tenant', 'a', '--json');
    const listed = JSON.parse(printed[2]!) as { label?: string; expiresAt: string }[];
    expect(listed.map(({ label, expiresAt }) => [label, expiresAt]).sort()).toEqual([
      [undefined, '2026-07-01T00:00:00.000Z'], ['Büro CI', '2026-04-01T00:00:00.000Z'],
    ]);
  });

  test('a key is rotated, and the list says what has become of it', async () => {
    await run('create', '--table', TABLE, '--tenant', 'a', '--label', 'CI', '--json');
    const old = json();
    await run('rotate', '--table', TABLE, '--tenant', 'a', '--key-id', old.keyId!, '--overlap', '2h');
    const [, shown, newId] = /\n  (cri_[A-Za-z0-9_-]{43})\n\nIts id: ([0-9a-f]{12})\./.exec(printed[1]!) ?? [];
    expect(shown).not.toBe(old.key);
    expect(printed[1]).toContain(`Key ${old.keyId} works until 2026-01-01T02:00:00.000Z.`);
    await run('list', '--table', TABLE, '--tenant', 'a');
    const [headings, ...rows] = printed[2]!.split('\n');
    expect(headings).toMatch(/^ID +STATUS +CREATED +EXPIRES +REPLACED BY +LABEL$/);
    expect(rows.map((row) => row.split(/ {2,}/)).sort()).toEqual([
      [old.keyId, 'expiring', '2026-01-01T00:00:00.000Z', '2026-01-01T02:00:00.000Z', newId, 'CI'],
      [newId, 'active', '2026-01-01T00:00:00.000Z', 'CI'],
    ].sort());
  });

  test('keys are exported, and imported into another table', async () => {
    await run('create', '--table', TABLE, '--tenant', 'a', '--json');
    const { key, keyId } = json();
    await run('export', '--table', TABLE, '--tenant', 'a');
    expect(JSON.parse(printed[1]!)).toEqual({
      keys: [{ tenant: 'a', keyId, sha256: createHash('sha256').update(key!).digest('hex'), status: 'active', createdAt: '2026-01-01T00:00:00.000Z' }],
    });
    files['keys.json'] = printed[1]!.replaceAll('"a"', '"b"').replace(keyId!, 'k1').replace(/"sha256": "../, '"sha256": "00');
    await run('import', '--table', TABLE, '--file', 'keys.json');
    expect(printed[2]).toBe('1 imported, 0 were there already and stay as they are');
    await run('import', '--table', TABLE, '--file', 'keys.json', '--json');
    expect(json()).toEqual({ imported: 0, kept: 1, revokedInFileOnly: [] });
    files['keys.json'] = files['keys.json'].replace('"active"', '"revoked"');
    await run('import', '--table', TABLE, '--file', 'keys.json');
    expect(printed[4]).toContain('key k1 of tenant b is revoked in the file and works here');
  });

  test('a key file with a fault is refused whole, with its name and the place', async () => {
    const good = { tenant: 'a', keyId: 'k1', sha256: 'ab'.repeat(32), status: 'active', createdAt: '2026-01-01T00:00:00Z' };
    files['keys.json'] = JSON.stringify({ keys: [good, { ...good, keyId: 'k2', sha256: 'no' }] });
    await expect(run('import', '--table', TABLE, '--file', 'keys.json')).rejects.toThrow(/^keys\.json: keys\[1\]\.sha256 must be .*; nothing was imported$/);
    expect(await items()).toEqual([]);
  });

  test('only create and rotate show a key, once, and only export a hash', async () => {
    await run('create', '--table', TABLE, '--tenant', 'a', '--json');
    const { key, keyId } = json();
    const hash = createHash('sha256').update(key!).digest('hex');
    printed.length = 0;
    await run('list', '--table', TABLE, '--tenant', 'a');
    await run('list', '--table', TABLE, '--tenant', 'a', '--json');
    await run('rotate', '--table', TABLE, '--tenant', 'a', '--key-id', keyId!);
    await run('revoke', '--table', TABLE, '--tenant', 'a', '--key-id', keyId!);
    await run('revoke', '--table', TABLE, '--tenant', 'a', '--key-id', keyId!, '--json');
    await run('rotate', '--table', TABLE, '--tenant', 'a', '--key-id', keyId!).catch((error: unknown) => printed.push(String(error)));
    expect(printed).toHaveLength(6);
    for (const line of printed) {
      expect(line).not.toContain(key!.slice(4));
      expect(line).not.toMatch(/[0-9a-f]{64}/);
    }
    await run('export', '--table', TABLE, '--tenant', 'a');
    expect(printed[6]).toContain(hash);
    expect(printed[6]).not.toContain(key!.slice(4));
  });

  test.each([
    [['create', '--tenant', 'a', '--label', 'a\tb'], /--label must be 1 to 64 printable characters/],
    [['create', '--tenant', 'a', '--label', `cri_${'a'.repeat(43)}`], /and no API key/],
    [['create', '--tenant', 'a', '--expires-in', '90'], /--expires-in must be a time such as 90d.*received "90"/],
    [['create', '--tenant', 'a', '--expires-in', '0d'], /a key has to live for a while/],
    [['create', '--tenant', 'a', '--expires-at', '2027-01-01'], /--expires-at must be a time with its zone/],
    [['create', '--tenant', 'a', '--expires-at', '2026-01-01T00:00:00Z'], /--expires-at: 2026-01-01T00:00:00Z is in the past/],
    [['create', '--tenant', 'a', '--expires-in', '1d', '--expires-at', '2027-01-01T00:00:00Z'], /contradict each other/],
    [['create', '--tenant', 'a', '--overlap', '1d'], /keys create takes no --overlap/],
    [['revoke', '--tenant', 'a', '--key-id', 'k', '--expires-in', '1d'], /keys revoke takes no --expires-in/],
    [['rotate', '--tenant', 'a'], /--key-id is missing/],
    [['rotate', '--tenant', 'a', '--key-id', 'k', '--overlap', '-1h'], /--overlap/],
    [['import'], /--file is missing/],
    [['import', '--file', 'f', '--tenant', 'a'], /keys import takes no --tenant/],
    [['export'], /--tenant is missing/],
    [['constructor', '--tenant', 'a'], /unknown action "constructor"/],
  ])('%j is refused before the table is asked', async (commandArguments, message) => {
    const openStore = jest.fn();
    const error = await keysCommand([...commandArguments, '--table', TABLE], () => undefined, { openStore, now: () => NOW }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(message);
    expect(openStore).not.toHaveBeenCalled();
  });

  test.each([
    [['create', '--tenant', 'a'], /--table is missing/],
    [['create', '--table', TABLE], /--tenant is missing/],
    [['create', '--table', TABLE, '--tenant', 'a b'], /"a b" cannot be the name of a tenant/],
    [['revoke', '--table', TABLE, '--tenant', 'a'], /--key-id is missing/],
    [['destroy', '--table', TABLE, '--tenant', 'a'], /unknown action "destroy"/],
    [['create', 'twice', '--table', TABLE, '--tenant', 'a'], /unexpected argument "twice"/],
    [['create', '--tabel', TABLE], /--tabel/],
    [['--table', TABLE, '--tenant', 'a'], /keys needs an action/],
  ])('%j is refused', async (commandArguments, message) => {
    const error = await run(...commandArguments).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(message);
    expect(await items()).toEqual([]);
  });
});
