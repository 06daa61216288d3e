/// <reference path="./dynalite.d.ts" />
import { checkConditional, create, type DynaliteError } from 'dynalite/db';
import { checkTypes, checkValidations } from 'dynalite/validations';
import { ENGINE_OPERATIONS, type EngineOperationName } from './engine-operations';
import type { Item, Json } from './shapes';
import { AwsError } from '../aws/service';

/** dynalite in this process and in memory, without its HTTP server. */
export interface Engine {
  /**
   * @param input is not modified
   * @throws AwsError with DynamoDB's name and message
   */
  execute(operation: EngineOperationName, input: Json): Promise<Json>;
  /**
   * Checks the condition of a write against an item without writing.
   * @throws AwsError ConditionalCheckFailedException or ValidationException
   */
  checkCondition(operation: 'PutItem' | 'UpdateItem' | 'DeleteItem', input: Json, item: Item | undefined): void;
  close(): Promise<void>;
}

/** One clause of an update expression as dynalite parses it. */
interface UpdateClause {
  type: string;
  readonly path: readonly (string | number)[];
  val?: unknown;
  readonly attrType?: string;
}

export function createEngine(): Engine {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  const checked = (operation: EngineOperationName, input: Json): Json => {
    const { rules } = ENGINE_OPERATIONS[operation];
    return asAwsErrors(() => {
      // Both calls write into their argument.
      const typed = checkTypes(structuredClone(input), rules.types);
      checkValidations(typed, rules.types, rules.custom, store);
      evaluateAddsOnTheOldItem(typed);
      return typed;
    });
  };

  return {
    execute: async (operation, input) => {
      const typed = checked(operation, input);
      return new Promise((resolve, reject) => {
        ENGINE_OPERATIONS[operation].run(store, typed, (error, output) => {
          if (error) reject(toAwsError(error));
          else resolve(output ?? {});
        });
      });
    },
    checkCondition: (operation, input, item) => {
      const failure = checkConditional(checked(operation, input), item);
      if (failure) throw toAwsError(failure);
    },
    close: () => new Promise((resolve, reject) => {
      store.db.close((error) => error ? reject(error) : resolve());
    }),
  };
}

/**
 * In DynamoDB every clause of an update sees the item as it was. dynalite adds in place, so that in
 * `SET #copy = #count ADD #count :n` the copy would take the new value. An addition written as
 * `SET #count = if_not_exists(#count, 0) + :n` does not have this fault.
 */
function evaluateAddsOnTheOldItem(input: Json): void {
  const updates = input._updates as { readonly sections: UpdateClause[] } | undefined;
  for (const clause of updates?.sections ?? []) {
    if (clause.type !== 'add' || clause.attrType !== 'N') continue;
    clause.type = 'set';
    clause.val = { type: 'add', args: [{ type: 'function', name: 'if_not_exists', args: [clause.path, { N: '0' }] }, clause.val] };
  }
}

function asAwsErrors<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw toAwsError(error as DynaliteError);
  }
}

function toAwsError(error: DynaliteError): Error {
  if (error.statusCode === undefined || error.body === undefined) return error;
  const { __type: type, message, Message } = error.body;
  return new AwsError(type.slice(type.indexOf('#') + 1), error.statusCode, message ?? Message ?? '');
}
