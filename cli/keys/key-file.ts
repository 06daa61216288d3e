import { KeyRecord } from './key-record';
import { parseInstant } from './times';
import { TENANT_NAME } from '../../src/contract/names';
import { API_KEY_PREFIX } from '../../src/contract/table';

const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const SHA256 = /^[0-9a-f]{64}$/;
/** Letters, digits, punctuation, symbols and plain spaces: nothing that could steer a terminal. */
const LABEL = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,64}$/u;

const MEMBERS = ['tenant', 'keyId', 'sha256', 'status', 'createdAt', 'expiresAt', 'lifetimeSeconds', 'label', 'replacedBy'];

/** Thrown for a key file that cannot be used; the message says where and why, and quotes neither keys nor hashes. */
export class KeyFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyFileError';
  }
}

/** What people call a key. One that looks as if it held a key is none: labels are stored and shown as they are. */
export function isLabel(text: string): boolean {
  return LABEL.test(text) && !text.includes(API_KEY_PREFIX);
}

export function formatKeyFile(records: readonly KeyRecord[]): string {
  return JSON.stringify({ keys: records }, null, 2);
}

/** @throws KeyFileError for the first thing that is wrong */
export function parseKeyFile(text: string): readonly KeyRecord[] {
  const file = membersOf(parseJson(text), 'the file', ['keys']);
  if (!Array.isArray(file.keys)) throw new KeyFileError(`keys must be a list, received ${kindOf(file.keys)}`);
  const records = (file.keys as readonly unknown[]).map((entry, index) => parseEntry(entry, `keys[${index}]`));
  refuseTwins(records.map(({ sha256 }) => sha256), (first, second) => `keys[${second}].sha256 is that of keys[${first}]`);
  refuseTwins(
    records.map(({ tenant, keyId }) => `${tenant} ${keyId}`),
    (first, second) => `keys[${second}] has the tenant and the keyId of keys[${first}]`,
  );
  return records;
}

function parseEntry(entry: unknown, place: string): KeyRecord {
  const members = membersOf(entry, place, MEMBERS);
  const text = (name: string, fits: (value: string) => boolean, expected: string): string => {
    const value = members[name];
    if (value === undefined) throw new KeyFileError(`${place}.${name} is missing: it must be ${expected}`);
    if (typeof value !== 'string') throw new KeyFileError(`${place}.${name} must be ${expected}, received ${kindOf(value)}`);
    if (!fits(value)) throw new KeyFileError(`${place}.${name} must be ${expected}, received other text of ${value.length} characters`);
    return value;
  };
  const optional = <Name extends string, Value>(name: Name, read: () => Value): { [name in Name]?: Value } =>
    (members[name] === undefined ? {} : { [name]: read() } as { [name in Name]: Value });
  const instant = (name: string) => {
    const time = text(name, (value) => parseInstant(value) !== undefined, 'a time such as 2026-12-31T00:00:00Z');
    return new Date(parseInstant(time)!).toISOString();
  };

  const record: KeyRecord = {
    tenant: text('tenant', (value) => TENANT_NAME.test(value), 'the name of a tenant'),
    keyId: text('keyId', isKeyId, 'the id of a key'),
    sha256: text('sha256', (value) => SHA256.test(value), 'a SHA-256 as 64 lower-case hexadecimal digits'),
    status: text('status', (value) => value === 'active' || value === 'revoked', '"active" or "revoked"') as KeyRecord['status'],
    createdAt: instant('createdAt'),
    ...optional('expiresAt', () => instant('expiresAt')),
    ...optional('lifetimeSeconds', () => lifetime(members.lifetimeSeconds, place)),
    ...optional('label', () => text('label', isLabel, 'a label of up to 64 printable characters')),
    ...optional('replacedBy', () => text('replacedBy', isKeyId, 'the id of a key')),
  };
  if (record.expiresAt === undefined && (record.replacedBy ?? record.lifetimeSeconds) !== undefined) {
    throw new KeyFileError(`${place}.expiresAt is missing: a key that was replaced, or that has a lifetime, has an end`);
  }
  return record;
}

function isKeyId(value: string): boolean {
  return KEY_ID.test(value) && !value.startsWith(API_KEY_PREFIX);
}

function lifetime(value: unknown, place: string): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new KeyFileError(`${place}.lifetimeSeconds must be a whole number above 0, received ${typeof value === 'number' ? value : kindOf(value)}`);
}

function membersOf(value: unknown, place: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KeyFileError(`${place} must be an object, received ${kindOf(value)}`);
  }
  const position = Object.keys(value).findIndex((name) => !known.includes(name));
  // Its name could be anything, a key even.
  if (position >= 0) throw new KeyFileError(`${place} has a member that is not known, number ${position + 1}: known are ${known.join(', ')}`);
  return value as Record<string, unknown>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The engine's own message quotes the text around the fault.
    const [, position] = /at position (\d+)/.exec((error as Error).message) ?? [];
    throw new KeyFileError(`the file is not JSON${position === undefined ? '' : `: line ${text.slice(0, Number(position)).split('\n').length}`}`);
  }
}

function refuseTwins(values: readonly string[], message: (first: number, second: number) => string): void {
  const places = new Map<string, number>();
  values.forEach((value, index) => {
    const first = places.get(value);
    if (first !== undefined) throw new KeyFileError(message(first, index));
    places.set(value, index);
  });
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'an object';
}
