import { Fault } from '../aws/faults';

type Matched<Names extends string> = Fault & { readonly [name in Names]?: string };

/**
 * Reads a fault of DynamoDB or STS from JSON: `{ "kind": "error", "name": "ThrottlingException", "status": 400, "count": 3 }`.
 * @param matchNames the fields that say which calls it strikes
 * @throws Error that names the field that is wrong
 */
export function parseServiceFault<Names extends string>(json: unknown, matchNames: readonly Names[]): Matched<Names> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('a fault must be a JSON object with a "kind"');
  const fault = json as Record<string, unknown>;
  const known = ['kind', 'name', 'status', 'message', 'ms', 'count', 'forMs', 'when', ...matchNames];
  const unknownName = Object.keys(fault).find((name) => !known.includes(name));
  if (unknownName) throw new Error(`unknown field ${JSON.stringify(unknownName)}; a fault has: ${known.join(', ')}`);

  const expect = (name: string, holds: (value: unknown) => boolean, expected: string, required = false) => {
    const value = fault[name];
    if (value === undefined ? required : !holds(value)) throw new Error(`${name} must be ${expected}, received ${JSON.stringify(value) ?? 'nothing'}`);
  };
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;

  expect('kind', (value) => ['error', 'latency', 'drop'].includes(value as string), '"error", "latency" or "drop"', true);
  expect('name', isText, 'the name of an error', fault.kind === 'error');
  expect('status', (value) => Number.isSafeInteger(value) && (value as number) >= 400 && (value as number) <= 599, 'an HTTP status from 400 to 599', fault.kind === 'error');
  expect('message', isText, 'a text');
  expect('ms', isCount, 'a whole number of milliseconds above 0', fault.kind === 'latency');
  expect('count', isCount, 'a whole number above 0');
  expect('forMs', isCount, 'a whole number of milliseconds above 0');
  expect('when', (value) => value === 'before' || value === 'after', '"before" or "after"');
  for (const name of matchNames) expect(name, isText, 'a text');
  return fault as unknown as Matched<Names>;
}
