import { createFaults, type Fault } from '../aws/faults';
import type { AwsRequest, AwsService } from '../aws/service';
import type { Clock } from '../clock';
import { createCounters, type DynamoDbCounts } from './counts';
import { createEngine } from './engine';
import { createKeyLocks } from './key-locks';
import { createOperations, type Execute } from './operations';
import { permissionsOf } from './permissions';
import type { TableDefinition } from './shapes';
import { createTables } from './tables';
import { parseCall, renderDynamoDbError, renderOutput } from './wire';
import { parseArn } from '../iam/arn';

/** Without an operation a fault strikes every one. */
export type DynamoDbFault = Fault & { readonly operation?: string };

/**
 * DynamoDB in memory. Every call is authorized against the synthesized policies, counted, and may be
 * struck by a fault. Tables are told apart by name alone, whatever account or Region they belong to.
 */
export interface DynamoDb extends AwsService {
  /** For tools without an identity: no authorization, no faults, not counted. */
  readonly executeDirect: Execute;
  createTables(definitions: readonly TableDefinition[]): Promise<void>;
  /** Calls that IAM let through since the start or the last reset, also those that a fault then struck. */
  counts(): DynamoDbCounts;
  resetCounts(): void;
  /** @returns a function that clears this fault */
  setFault(fault: DynamoDbFault): () => void;
  clearFaults(): void;
  close(): Promise<void>;
}

export function createDynamoDb(options: { readonly clock: Clock }): DynamoDb {
  const engine = createEngine();
  const tables = createTables(engine);
  const execute = createOperations(engine, tables, createKeyLocks());
  const counters = createCounters(tables);
  const faults = createFaults<string>(options.clock);

  const authorize = (request: AwsRequest, operation: string, input: Parameters<Execute>[1]) => {
    // A table that does not exist is still subject to permission, under the ARN it would have in AWS.
    const { partition } = parseArn(request.caller.roleArn);
    const arnOf = (tableName: string) => tables.find(tableName)?.arn
      ?? `arn:${partition}:dynamodb:${request.region}:${request.caller.accountId}:table/${tableName}`;
    for (const { action, resource } of permissionsOf(operation, input, arnOf)) request.authorize(action, resource);
  };

  return {
    signingName: 'dynamodb',
    handle: async (request) => {
      const { operation, input } = parseCall(request);
      authorize(request, operation, input);
      counters.record(operation, input);
      await faults.strike(operation, 'before', request.signal);
      const output = await execute(operation, input);
      await faults.strike(operation, 'after', request.signal);
      return renderOutput(output, request);
    },
    renderError: renderDynamoDbError,
    createTables: async (definitions) => {
      for (const definition of definitions) await tables.create(definition);
    },
    executeDirect: execute,
    counts: () => counters.snapshot(),
    resetCounts: () => counters.reset(),
    setFault: ({ operation, ...fault }) => faults.set(fault as Fault, (called) => operation === undefined || operation === called),
    clearFaults: () => faults.clear(),
    close: () => engine.close(),
  };
}
