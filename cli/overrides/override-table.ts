import { encodeOverride, isExpired, Override, OVERRIDES, overrideAttribute, parseOverride } from '../../src/contract/overrides';
import { overridesKey, TABLE } from '../../src/contract/table';
import { ExecuteDynamoDb } from '../aws/execute-dynamodb';

/** The item as it stood there at one moment. */
export interface OverrideItem {
  /** Undefined before the first write. */
  readonly revision?: number;
  /** Texts by attribute; undefined where an attribute is no text. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}

export interface OverrideTable {
  read(): Promise<OverrideItem>;
  /**
   * Writes all of them or none. What has expired is removed by the way.
   * @param seen what they were decided on
   * @returns the revision that they are part of
   * @throws Error when one of them has been changed by somebody else since then, or when the item would become too large
   */
  write(overrides: readonly Override[], seen: OverrideItem): Promise<number>;
}

/** Every container reads the whole item every few seconds: 64 KB cost 16 read units each time, and hold some 500 overrides. */
export const MAX_ITEM_BYTES = 64 * 1024;

/** As many other writers may come first. */
const MAX_WRITES = 5;

/** An expression names no more than a few hundred attributes; the rest goes with the next write. */
const MAX_REMOVED = 50;

const OWN_ATTRIBUTES: readonly string[] = [TABLE.PARTITION_KEY, TABLE.SORT_KEY, OVERRIDES.REVISION];

/** @param now milliseconds since the epoch */
export function createOverrideTable(execute: ExecuteDynamoDb, tableName: string, now: () => number = Date.now): OverrideTable {
  const { pk, sk } = overridesKey();
  const Key = { [TABLE.PARTITION_KEY]: { S: pk }, [TABLE.SORT_KEY]: { S: sk } };

  const read = async (): Promise<OverrideItem> => {
    const { Item } = await execute('GetItem', { TableName: tableName, Key, ConsistentRead: true });
    const item = (Item ?? {}) as Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
    const revision = item[OVERRIDES.REVISION]?.N;
    const attributes = Object.entries(item).filter(([name]) => !OWN_ATTRIBUTES.includes(name));
    return { ...revision === undefined ? {} : { revision: Number(revision) }, texts: new Map(attributes.map(([name, { S }]) => [name, S])) };
  };

  const tryToWrite = async (wanted: ReadonlyMap<string, string>, { revision, texts }: OverrideItem): Promise<number | undefined> => {
    const isOver = ([attribute, text]: readonly [string, string | undefined]) => {
      const override = parseOverride(attribute, text);
      return typeof override !== 'string' && !wanted.has(attribute) && isExpired(override, now());
    };
    const removed = [...texts].filter(isOver).slice(0, MAX_REMOVED).map(([attribute]) => attribute);
    checkSize([...[...texts].filter(([attribute]) => !removed.includes(attribute) && !wanted.has(attribute)), ...wanted]);

    const set = [...wanted];
    const next = (revision ?? 0) + 1;
    const before = set.map(([attribute]) => texts.get(attribute));
    try {
      await execute('UpdateItem', {
        TableName: tableName,
        Key,
        UpdateExpression: ['SET #r = :r', ...set.map((_, index) => `, #s${index} = :s${index}`), ...removed.map((_, index) => `${index === 0 ? ' REMOVE ' : ', '}#x${index}`)].join(''),
        // The attributes too: whoever writes by hand may not know of the revision.
        ConditionExpression: [
          revision === undefined ? 'attribute_not_exists(#r)' : '#r = :seen',
          ...before.map((text, index) => text === undefined ? `attribute_not_exists(#s${index})` : `#s${index} = :b${index}`),
        ].join(' AND '),
        ExpressionAttributeNames: Object.fromEntries([
          ['#r', OVERRIDES.REVISION],
          ...set.map(([attribute], index) => [`#s${index}`, attribute]),
          ...removed.map((attribute, index) => [`#x${index}`, attribute]),
        ]),
        ExpressionAttributeValues: Object.fromEntries([
          [':r', { N: String(next) }],
          ...revision === undefined ? [] : [[':seen', { N: String(revision) }]],
          ...set.map(([, text], index) => [`:s${index}`, { S: text }]),
          ...before.flatMap((text, index) => text === undefined ? [] : [[`:b${index}`, { S: text }]]),
        ]),
      });
      return next;
    } catch (error) {
      if (isRefusedCondition(error)) return undefined;
      throw error;
    }
  };

  return {
    read,

    async write(overrides, seen) {
      const wanted = new Map(overrides.map((override) => [overrideAttribute(override), encodeOverride(override)]));
      let item = seen;
      for (let writes = 0; writes < MAX_WRITES; writes++) {
        const revision = await tryToWrite(wanted, item);
        if (revision !== undefined) return revision;
        item = await read();
        // The write itself, whose answer was lost on its way and which was sent again.
        if ([...wanted].every(([attribute, text]) => item.texts.get(attribute) === text)) return item.revision ?? 0;
        const changed = [...wanted.keys()].find((attribute) => item.texts.get(attribute) !== seen.texts.get(attribute));
        if (changed !== undefined) {
          throw new Error(`somebody else has changed ${changed} meanwhile, to ${item.texts.get(changed) ?? 'nothing'}: nothing was written, list the overrides and decide again`);
        }
      }
      throw new Error(`others have changed the overrides ${MAX_WRITES} times meanwhile: nothing was written, try again`);
    },
  };
}

function checkSize(texts: readonly (readonly [string, string | undefined])[]): void {
  const bytes = texts.reduce((sum, [attribute, text = '']) => sum + Buffer.byteLength(attribute) + Buffer.byteLength(text), 0);
  if (bytes <= MAX_ITEM_BYTES) return;
  throw new Error(`${texts.length} overrides of ${bytes} bytes are more than the ${MAX_ITEM_BYTES} that every container can read every few seconds: `
    + 'nothing was written; clear some of them, or deploy what is to last');
}

function isRefusedCondition(error: unknown): boolean {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return name === 'ConditionalCheckFailedException' || code === 'ConditionalCheckFailedException';
}
