/** The kinds of DynamoDB values that the gateway stores. */
export type AttributeValue = { readonly S: string } | { readonly N: string };

/** An item as DynamoDB sends it; attributes of other kinds may be there and are ignored. */
export type Item = Readonly<Record<string, unknown>>;

/** @throws RangeError for a number that JavaScript cannot hold exactly */
export function numberValue(value: number): AttributeValue {
  if (!Number.isSafeInteger(value)) throw new RangeError(`only whole numbers up to 2^53 can be stored exactly, not ${value}`);
  return { N: String(value) };
}

/** The text of an attribute; undefined when it is absent or of another kind. */
export function readString(item: Item, name: string): string | undefined {
  const value = member(item[name], 'S');
  return typeof value === 'string' ? value : undefined;
}

/**
 * The number of an attribute, 0 when it is absent.
 * @throws RangeError for a number that is not whole or too large to be exact
 */
export function readCount(item: Item, name: string): number {
  const value = member(item[name], 'N');
  if (value === undefined) return 0;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`the attribute ${name} must be a whole number up to 2^53, not ${String(value)}`);
  return number;
}

function member(attribute: unknown, kind: 'S' | 'N'): unknown {
  return typeof attribute === 'object' && attribute !== null ? (attribute as Record<string, unknown>)[kind] : undefined;
}
