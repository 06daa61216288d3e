import { parseArgs } from 'node:util';
import { TENANT_NAME } from '../../src/contract/names';
import { awsDynamoDb } from '../keys/aws-dynamodb';
import { createKeyStore, KeyStore } from '../keys/key-store';
import { UsageError } from '../usage-error';

export const KEYS_USAGE = `Usage: cdk-resilient-inference keys <create | list | revoke> --table NAME --tenant NAME [options]

  create   create an API key for a tenant; it is shown once and only its SHA-256 is stored
  list     list a tenant's keys: id, status, creation time
  revoke   revoke a key; the gateway refuses it within 30 seconds

Options:
  --table NAME    the gateway's table (output TableName of the stack)
  --tenant NAME   the tenant, as it is called in the stack
  --key-id ID     the key to revoke, as listed
  --region NAME   Region of the table; default: as the AWS SDK finds it
  --json          print the result as JSON`;

/** @param openStore a seam for tests; by default the table in AWS */
export async function keysCommand(
  commandArguments: readonly string[],
  print: (line: string) => void,
  openStore: (table: string, region: string | undefined) => KeyStore = (table, region) => createKeyStore(awsDynamoDb(region), table),
): Promise<void> {
  const { values, positionals } = parse(commandArguments);
  const [action, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`unexpected argument ${JSON.stringify(rest[0])}\n\n${KEYS_USAGE}`);
  const table = required(values.table, '--table');
  const tenant = required(values.tenant, '--tenant');
  if (!TENANT_NAME.test(tenant)) throw new UsageError(`--tenant: ${JSON.stringify(tenant)} cannot be the name of a tenant`);
  const store = openStore(table, values.region);

  switch (action) {
    case 'create': {
      const created = await store.create(tenant);
      if (values.json) return print(JSON.stringify(created));
      print(`API key for tenant ${tenant} (shown only now, keep it safe):\n\n  ${created.key}\n\nIts id, to list or revoke it: ${created.keyId}`);
      return;
    }
    case 'list': {
      const keys = await store.list(tenant);
      if (values.json) return print(JSON.stringify(keys));
      if (keys.length === 0) return print(`tenant ${tenant} has no keys`);
      for (const { keyId, status, createdAt } of keys) print(`${keyId}  ${status.padEnd(8)}  ${createdAt}`);
      return;
    }
    case 'revoke': {
      const keyId = required(values['key-id'], '--key-id');
      await store.revoke(tenant, keyId);
      return print(values.json ? JSON.stringify({ keyId, status: 'revoked' }) : `key ${keyId} of tenant ${tenant} is revoked`);
    }
    default:
      throw new UsageError(`${action === undefined ? 'keys needs an action' : `unknown action ${JSON.stringify(action)}`}\n\n${KEYS_USAGE}`);
  }
}

function parse(commandArguments: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandArguments],
      allowPositionals: true,
      options: {
        'table': { type: 'string' },
        'tenant': { type: 'string' },
        'key-id': { type: 'string' },
        'region': { type: 'string' },
        'json': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${KEYS_USAGE}`);
  }
}

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`${option} is missing\n\n${KEYS_USAGE}`);
  return value;
}
