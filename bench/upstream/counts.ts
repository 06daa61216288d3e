import { Operation, OPERATIONS } from '../workload/operations';

/** Requests of one operation, by whether they carried a signature. */
export interface OperationCounts {
  signed: number;
  unsigned: number;
}

/** What the upstream has received since it started. */
export interface Counts {
  readonly operations: Readonly<Record<Operation, OperationCounts>>;
  /** Requests to models that always fail. */
  refused: number;
  /** Conditional writes of the quota ledgers. */
  tableWrites: number;
  /** Lookups of API keys. */
  tableReads: number;
  /** Anything that none of the works sends. */
  unexpected: number;
}

export function noCounts(): Counts {
  return {
    operations: Object.fromEntries(OPERATIONS.map((operation) => [operation, { signed: 0, unsigned: 0 }])) as Counts['operations'],
    refused: 0,
    tableWrites: 0,
    tableReads: 0,
    unexpected: 0,
  };
}
