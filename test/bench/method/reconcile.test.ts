import { mismatch } from '../../../bench/method/reconcile';
import { Counts, noCounts } from '../../../bench/upstream/counts';

function received(change: (counts: Counts) => void): Counts {
  const counts = noCounts();
  change(counts);
  return counts;
}

const CONVERSE = { operation: 'converse' } as const;
const FAILING = { operation: 'converse', failing: true } as const;

const PROXY = { signs: false, admits: false };
const GATEWAY = { signs: true, admits: false };
const ADMITTING = { signs: true, admits: true };

describe('holding the count of the upstream against the count of the client', () => {
  test('is content when all requests came in the expected way', () => {
    const after = received((counts) => { counts.operations.converse.unsigned = 7; });
    expect(mismatch(PROXY, CONVERSE, 7, noCounts(), after)).toBeUndefined();
  });

  test('looks at the difference only', () => {
    const before = received((counts) => { counts.operations.converse.signed = 100; counts.tableWrites = 50; });
    const after = received((counts) => { counts.operations.converse.signed = 107; counts.tableWrites = 50; });
    expect(mismatch(GATEWAY, CONVERSE, 7, before, after)).toBeUndefined();
  });

  test.each([6, 8])('notices %d requests in the place of 7', (number) => {
    const after = received((counts) => { counts.operations['converse-stream'].signed = number; });
    expect(mismatch(GATEWAY, { operation: 'converse-stream' }, 7, noCounts(), after))
      .toBe(`the upstream received ${number} signed requests of converse-stream, and 7 were expected`);
  });

  test('notices requests without a signature from a subject that signs', () => {
    const after = received((counts) => { counts.operations.converse.unsigned = 7; });
    expect(mismatch(GATEWAY, CONVERSE, 7, noCounts(), after)).toBe('the upstream received 0 signed requests of converse, and 7 were expected');
  });

  test('notices requests of another operation beside the right ones', () => {
    const after = received((counts) => { counts.operations.converse.signed = 7; counts.operations['converse-stream'].signed = 1; });
    expect(mismatch(GATEWAY, CONVERSE, 7, noCounts(), after)).toBe('the upstream received 1 signed requests of converse-stream, and 0 were expected');
  });

  test.each([7, 14])('is content with %d writes for 7 admitted requests', (writes) => {
    const after = received((counts) => { counts.operations.converse.signed = 7; counts.tableWrites = writes; });
    expect(mismatch(ADMITTING, CONVERSE, 7, noCounts(), after)).toBeUndefined();
  });

  test('notices a request that was not admitted by the table', () => {
    const after = received((counts) => { counts.operations.converse.signed = 7; counts.tableWrites = 6; });
    expect(mismatch(ADMITTING, CONVERSE, 7, noCounts(), after)).toBe('7 requests made only 6 writes to the quota table: not every one was admitted by it');
  });

  test('notices writes for a tenant without quota', () => {
    const after = received((counts) => { counts.operations.converse.signed = 7; counts.tableWrites = 1; });
    expect(mismatch(GATEWAY, CONVERSE, 7, noCounts(), after)).toBe('the quota table was written 1 times, although no quota applies');
  });

  test('accepts lookups of keys, which happen now and then', () => {
    const after = received((counts) => { counts.operations.converse.signed = 7; counts.tableReads = 1; });
    expect(mismatch(GATEWAY, CONVERSE, 7, noCounts(), after)).toBeUndefined();
  });

  test('notices anything that is not part of the benchmark', () => {
    const after = received((counts) => { counts.operations.converse.signed = 7; counts.unexpected = 2; });
    expect(mismatch(GATEWAY, CONVERSE, 7, noCounts(), after)).toBe('the upstream received 2 requests that are not part of the benchmark');
  });

  test('notices refusals where no target fails', () => {
    const after = received((counts) => { counts.operations.converse.signed = 7; counts.refused = 3; });
    expect(mismatch(GATEWAY, CONVERSE, 7, noCounts(), after)).toBe('the upstream refused 3 requests, although no target fails');
  });

  test('is content with refusals, and with what containers tell each other of them, where the first target fails', () => {
    const after = received((counts) => { counts.operations.converse.signed = 7; counts.refused = 14; counts.tableWrites = 1; });
    expect(mismatch(GATEWAY, FAILING, 7, noCounts(), after)).toBeUndefined();
  });

  test('wants every request answered once where the first target fails', () => {
    const after = received((counts) => { counts.operations.converse.signed = 6; counts.refused = 14; });
    expect(mismatch(GATEWAY, FAILING, 7, noCounts(), after)).toBe('the upstream received 6 signed requests of converse, and 7 were expected');
  });
});
