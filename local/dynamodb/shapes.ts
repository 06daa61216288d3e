/** A parsed JSON object of DynamoDB's wire protocol. */
export type Json = Readonly<Record<string, unknown>>;

/** An attribute value: `{ "S": "text" }`. */
export type AttributeValue = Json;

/** An item or a key: attribute values by name. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** A key attribute and its role, as the API and CloudFormation write it. */
export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

/** A table as the synthesized application declares it. */
export interface TableDefinition {
  readonly tableName: string;
  readonly arn: string;
  readonly keySchema: readonly KeySchemaElement[];
  readonly attributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' }[];
  readonly globalSecondaryIndexes?: readonly {
    readonly IndexName: string;
    readonly KeySchema: readonly KeySchemaElement[];
    readonly Projection: { readonly ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; readonly NonKeyAttributes?: readonly string[] };
  }[];
  readonly ttlAttribute?: string;
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of a list-valued parameter that are objects; the engine refuses the others with its own message. */
export function records(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Only the key attributes of an item. */
export function keyOf(item: unknown, keySchema: readonly KeySchemaElement[]): Item {
  const attributes = isRecord(item) ? item : {};
  return Object.fromEntries(keySchema.map(({ AttributeName }) => [AttributeName, attributes[AttributeName] as AttributeValue]));
}

/** A key as one line: `table/hash` or `table/hash/range`. */
export function keyLabel(tableName: string, key: unknown, keySchema: readonly KeySchemaElement[]): string {
  const parts = keySchema.map(({ AttributeName }) => {
    const value = isRecord(key) ? key[AttributeName] : undefined;
    return isRecord(value) ? String(Object.values(value)[0]) : '';
  });
  return [tableName, ...parts].join('/');
}
