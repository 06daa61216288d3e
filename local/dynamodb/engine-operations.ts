/// <reference path="./dynalite.d.ts" />
import batchGetItem from 'dynalite/actions/batchGetItem';
import batchWriteItem from 'dynalite/actions/batchWriteItem';
import createTable from 'dynalite/actions/createTable';
import deleteItem from 'dynalite/actions/deleteItem';
import deleteTable from 'dynalite/actions/deleteTable';
import describeTable from 'dynalite/actions/describeTable';
import getItem from 'dynalite/actions/getItem';
import listTables from 'dynalite/actions/listTables';
import putItem from 'dynalite/actions/putItem';
import query from 'dynalite/actions/query';
import scan from 'dynalite/actions/scan';
import updateItem from 'dynalite/actions/updateItem';
import * as batchGetItemRules from 'dynalite/validations/batchGetItem';
import * as batchWriteItemRules from 'dynalite/validations/batchWriteItem';
import * as createTableRules from 'dynalite/validations/createTable';
import * as deleteItemRules from 'dynalite/validations/deleteItem';
import * as deleteTableRules from 'dynalite/validations/deleteTable';
import * as describeTableRules from 'dynalite/validations/describeTable';
import * as getItemRules from 'dynalite/validations/getItem';
import * as listTablesRules from 'dynalite/validations/listTables';
import * as putItemRules from 'dynalite/validations/putItem';
import * as queryRules from 'dynalite/validations/query';
import * as scanRules from 'dynalite/validations/scan';
import * as updateItemRules from 'dynalite/validations/updateItem';

/** How dynalite checks and carries out one operation. */
export interface EngineOperation {
  readonly rules: { readonly types: object; readonly custom: unknown };
  readonly run: typeof getItem;
}

/** What the engine itself can do; the imports are static so that a bundler finds them. */
export const ENGINE_OPERATIONS = {
  BatchGetItem: { rules: batchGetItemRules, run: batchGetItem },
  BatchWriteItem: { rules: batchWriteItemRules, run: batchWriteItem },
  CreateTable: { rules: createTableRules, run: createTable },
  DeleteItem: { rules: deleteItemRules, run: deleteItem },
  DeleteTable: { rules: deleteTableRules, run: deleteTable },
  DescribeTable: { rules: describeTableRules, run: describeTable },
  GetItem: { rules: getItemRules, run: getItem },
  ListTables: { rules: listTablesRules, run: listTables },
  PutItem: { rules: putItemRules, run: putItem },
  Query: { rules: queryRules, run: query },
  Scan: { rules: scanRules, run: scan },
  UpdateItem: { rules: updateItemRules, run: updateItem },
} satisfies Readonly<Record<string, EngineOperation>>;

export type EngineOperationName = keyof typeof ENGINE_OPERATIONS;
