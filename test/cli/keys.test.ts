import { createHash } from 'node:crypto';
import { keysCommand } from '../../cli/commands/keys';
import { createKeyStore } from '../../cli/keys/key-store';
import { UsageError } from '../../cli/usage-error';
import { systemClock } from '../../local/clock';
import { createDynamoDb, DynamoDb } from '../../local/dynamodb/dynamodb';

const TABLE = 'keys';

describe('API keys', () => {
  let dynamodb: DynamoDb;
  const printed: string[] = [];
  const run = (...commandArguments: string[]) =>
    keysCommand(commandArguments, (line) => printed.push(line), (table) => createKeyStore(dynamodb.executeDirect, table));
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
    expect(JSON.parse(printed[0]!)).toEqual([{ keyId, status: 'revoked', createdAt: expect.stringMatching(/^20\d\d-/) }]);
    expect((await items()).filter(({ status }) => status?.S === 'revoked')).toHaveLength(2);
  });

  test('a key of another tenant cannot be revoked', async () => {
    await run('create', '--table', TABLE, '--tenant', 'a', '--json');
    const { keyId } = JSON.parse(printed[0]!) as { keyId: string };
    await expect(run('revoke', '--table', TABLE, '--tenant', 'b', '--key-id', keyId)).rejects.toThrow(`tenant b has no key ${keyId}`);
    expect((await items()).filter(({ status }) => status?.S === 'revoked')).toEqual([]);
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
