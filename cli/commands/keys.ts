import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { TENANT_NAME } from '../../src/contract/names';
import { awsDynamoDb } from '../aws/aws-dynamodb';
import { formatKeys } from '../keys/format-keys';
import { formatKeyFile, isLabel, KeyFileError, parseKeyFile } from '../keys/key-file';
import { createKeyStore, DEFAULT_OVERLAP_MS, KeyStore, NewKeyOptions } from '../keys/key-store';
import { parseDuration, parseInstant } from '../keys/times';
import { UsageError } from '../usage-error';

export const KEYS_USAGE = `Usage: cdk-resilient-inference keys <action> --table NAME [options]

  create --tenant NAME [--label TEXT] [--expires-in 90d | --expires-at TIME]
           create an API key; it is shown once and only its SHA-256 is stored
  list --tenant NAME
           list a tenant's keys: id, status, creation, end, replacement, label
  rotate --tenant NAME --key-id ID [--overlap 24h]
           create a key like this one, which works on until the overlap is over
  revoke --tenant NAME --key-id ID
           revoke a key; the gateway refuses it within 30 seconds
  export --tenant NAME
           print a tenant's keys as JSON, to be imported into another table; it holds their SHA-256, no key
  import --file PATH
           add the keys of such a file; nothing that exists is changed

Options:
  --table NAME        the gateway's table (output TableName of the stack)
  --tenant NAME       the tenant, as it is called in the stack
  --key-id ID         the key, as listed
  --label TEXT        what to call the key in lists, up to 64 characters
  --expires-in TIME   the key ends after so long; a key that replaces it lives as long: 90d, 12h, 30m, 45s
  --expires-at TIME   the key ends then, and so does one that replaces it: 2026-12-31T00:00:00Z
  --overlap TIME      how long the old key works on; default: 24h
  --file PATH         what export has printed
  --region NAME       Region of the table; default: as the AWS SDK finds it
  --json              print the result as JSON`;

const OPTIONS = {
  'table': { type: 'string' },
  'tenant': { type: 'string' },
  'key-id': { type: 'string' },
  'label': { type: 'string' },
  'expires-in': { type: 'string' },
  'expires-at': { type: 'string' },
  'overlap': { type: 'string' },
  'file': { type: 'string' },
  'region': { type: 'string' },
  'json': { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse>['values'];
type OptionName = keyof typeof OPTIONS;

interface Action {
  /** Beside those that every action takes. */
  readonly takes: readonly OptionName[];
  /** Everything is checked before the table is opened. @returns the lines to print */
  prepare(values: Values, tools: KeysTools): (store: KeyStore) => Promise<string>;
}

const TAKEN_BY_ALL: readonly OptionName[] = ['table', 'region', 'json'];

const ACTIONS: { readonly [name: string]: Action } = {
  create: {
    takes: ['tenant', 'label', 'expires-in', 'expires-at'],
    prepare(values, { now }) {
      const tenant = tenantOf(values);
      const options: NewKeyOptions = { ...expiryOption(values, now()), ...labelOption(values) };
      return async (store) => {
        const created = await store.create(tenant, options);
        if (values.json) return JSON.stringify(created);
        const end = created.expiresAt ? `\nIt expires at ${created.expiresAt}.` : '';
        return `API key for tenant ${tenant} (shown only now, keep it safe):\n\n  ${created.key}\n\n`
          + `Its id, to list, rotate or revoke it: ${created.keyId}${end}`;
      };
    },
  },
  list: {
    takes: ['tenant'],
    prepare(values) {
      const tenant = tenantOf(values);
      return async (store) => {
        const keys = await store.list(tenant);
        if (values.json) return JSON.stringify(keys);
        return keys.length === 0 ? `tenant ${tenant} has no keys` : formatKeys(keys);
      };
    },
  },
  rotate: {
    takes: ['tenant', 'key-id', 'overlap'],
    prepare(values) {
      const tenant = tenantOf(values);
      const keyId = required(values, 'key-id');
      const overlapMs = values.overlap === undefined ? DEFAULT_OVERLAP_MS : durationOption('overlap', values.overlap);
      return async (store) => {
        const rotated = await store.rotate(tenant, keyId, overlapMs);
        if (values.json) return JSON.stringify(rotated);
        const end = rotated.expiresAt ? ` It expires at ${rotated.expiresAt}.` : '';
        return `New API key for tenant ${tenant} (shown only now, keep it safe):\n\n  ${rotated.key}\n\nIts id: ${rotated.keyId}.${end}\n`
          + `Key ${keyId} works until ${rotated.replaces.expiresAt}.`;
      };
    },
  },
  revoke: {
    takes: ['tenant', 'key-id'],
    prepare(values) {
      const tenant = tenantOf(values);
      const keyId = required(values, 'key-id');
      return async (store) => {
        await store.revoke(tenant, keyId);
        return values.json ? JSON.stringify({ keyId, status: 'revoked' }) : `key ${keyId} of tenant ${tenant} is revoked`;
      };
    },
  },
  export: {
    takes: ['tenant'],
    prepare(values) {
      const tenant = tenantOf(values);
      return async (store) => formatKeyFile(await store.export(tenant));
    },
  },
  import: {
    takes: ['file'],
    prepare(values, { readFile }) {
      const path = required(values, 'file');
      const records = readKeyFile(path, readFile);
      return async (store) => {
        const result = await store.import(records);
        if (values.json) return JSON.stringify(result);
        const differing = result.revokedInFileOnly.map(({ tenant, keyId }) =>
          `\nkey ${keyId} of tenant ${tenant} is revoked in the file and works here: revoke it here too, if that is meant`);
        return `${result.imported} imported, ${result.kept} were there already and stay as they are${differing.join('')}`;
      };
    },
  },
};

/** Seams for tests. */
export interface KeysTools {
  /** By default the table in AWS. */
  readonly openStore: (table: string, region: string | undefined) => KeyStore;
  readonly readFile: (path: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const TOOLS: KeysTools = {
  openStore: (table, region) => createKeyStore(awsDynamoDb(region), table),
  readFile: (path) => readFileSync(path, 'utf8'),
  now: Date.now,
};

export async function keysCommand(commandArguments: readonly string[], print: (line: string) => void, tools: Partial<KeysTools> = {}): Promise<void> {
  const allTools = { ...TOOLS, ...tools };
  const { values, positionals } = parse(commandArguments);
  const [name, ...rest] = positionals;
  if (rest.length > 0) throw wrong(`unexpected argument ${JSON.stringify(rest[0])}`);
  if (name === undefined) throw wrong('keys needs an action');
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) throw wrong(`unknown action ${JSON.stringify(name)}`);
  for (const option of Object.keys(values) as OptionName[]) {
    if (![...TAKEN_BY_ALL, ...action.takes].includes(option)) throw wrong(`keys ${name} takes no --${option}`);
  }
  const table = required(values, 'table');
  const run = action.prepare(values, allTools);
  print(await run(allTools.openStore(table, values.region)));
}

function parse(commandArguments: readonly string[]) {
  try {
    return parseArgs({ args: [...commandArguments], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function tenantOf(values: Values): string {
  const tenant = required(values, 'tenant');
  if (!TENANT_NAME.test(tenant)) throw new UsageError(`--tenant: ${JSON.stringify(tenant)} cannot be the name of a tenant`);
  return tenant;
}

function labelOption({ label }: Values): Pick<NewKeyOptions, 'label'> {
  if (label === undefined) return {};
  if (!isLabel(label)) throw new UsageError('--label must be 1 to 64 printable characters, and no API key');
  return { label };
}

function expiryOption(values: Values, now: number): Pick<NewKeyOptions, 'expiry'> {
  const { 'expires-in': after, 'expires-at': at } = values;
  if (after !== undefined && at !== undefined) throw new UsageError('--expires-in and --expires-at contradict each other: give one of them');
  if (after !== undefined) {
    const afterMs = durationOption('expires-in', after);
    if (afterMs === 0) throw new UsageError('--expires-in: a key has to live for a while, received "0"');
    return { expiry: { afterMs } };
  }
  if (at === undefined) return {};
  const instant = parseInstant(at);
  if (instant === undefined) {
    throw new UsageError(`--expires-at must be a time with its zone, such as 2026-12-31T00:00:00Z, received ${JSON.stringify(at)}`);
  }
  if (instant <= now) throw new UsageError(`--expires-at: ${at} is in the past`);
  return { expiry: { at: instant } };
}

function durationOption(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) {
    throw new UsageError(`--${option} must be a time such as 90d, 12h, 30m or 45s, of ten years at most, received ${JSON.stringify(text)}`);
  }
  return ms;
}

function readKeyFile(path: string, readFile: KeysTools['readFile']) {
  const text = readFile(path);
  try {
    return parseKeyFile(text);
  } catch (error) {
    if (error instanceof KeyFileError) throw new KeyFileError(`${path}: ${error.message}; nothing was imported`);
    throw error;
  }
}

function required(values: Values, option: OptionName): string {
  const value = values[option];
  if (typeof value !== 'string' || value === '') throw wrong(`--${option} is missing`);
  return value;
}

function wrong(message: string): UsageError {
  return new UsageError(`${message}\n\n${KEYS_USAGE}`);
}
