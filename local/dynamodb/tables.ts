import type { Engine } from './engine';
import type { Json, KeySchemaElement, TableDefinition } from './shapes';
import { AwsError } from '../aws/service';

/** What the front knows about a table beyond what the engine stores. */
export interface Table {
  readonly tableName: string;
  readonly arn: string;
  readonly keySchema: readonly KeySchemaElement[];
  ttlAttribute?: string;
}

/** Tables by name. Accounts and Regions are not told apart: a name exists once on this machine. */
export interface Tables {
  create(definition: TableDefinition): Promise<void>;
  /** @param nameOrArn as the caller wrote it: DynamoDB accepts both */
  find(nameOrArn: unknown): Table | undefined;
  /** @throws AwsError ResourceNotFoundException */
  get(nameOrArn: unknown): Table;
}

export function createTables(engine: Engine): Tables {
  const tables = new Map<string, Table>();
  const find = (nameOrArn: unknown) => typeof nameOrArn === 'string' ? tables.get(tableNameOf(nameOrArn)) : undefined;

  return {
    create: async (definition) => {
      const { tableName, arn, keySchema, attributeDefinitions, globalSecondaryIndexes = [], ttlAttribute } = definition;
      await engine.execute('CreateTable', {
        TableName: tableName,
        KeySchema: keySchema,
        AttributeDefinitions: attributeDefinitions,
        BillingMode: 'PAY_PER_REQUEST',
        ...(globalSecondaryIndexes.length === 0 ? {} : {
          GlobalSecondaryIndexes: globalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
        }),
      });
      await untilActive(engine, tableName);
      tables.set(tableName, { tableName, arn, keySchema, ttlAttribute });
    },
    find,
    get: (nameOrArn) => {
      const table = find(nameOrArn);
      if (table === undefined) throw new AwsError('ResourceNotFoundException', 400, 'Requested resource not found');
      return table;
    },
  };
}

/** `arn:…:table/Name` or `arn:…:table/Name/index/Index` or a plain name. */
export function tableNameOf(nameOrArn: string): string {
  return /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/** The engine sets a table ACTIVE on a timer even when told to take no time. */
async function untilActive(engine: Engine, tableName: string): Promise<void> {
  for (;;) {
    const { Table: table } = await engine.execute('DescribeTable', { TableName: tableName }) as { Table: Json };
    if (table.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
