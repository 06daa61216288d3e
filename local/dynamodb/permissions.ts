import { isRecord, records, type Json } from './shapes';
import { tableNameOf } from './tables';

/** One action on one resource that a call needs. */
export interface Permission {
  readonly action: string;
  /** Table or index ARN, or `*`. */
  readonly resource: string;
}

/** The table actions behind the members of a transaction. */
export const TRANSACT_WRITE_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
};

/**
 * What IAM asks of a call. The condition keys of DynamoDB itself (`dynamodb:LeadingKeys` and the like) are not provided.
 * @param arnOf the ARN of a table by its name
 */
export function permissionsOf(operation: string, input: Json, arnOf: (tableName: string) => string): readonly Permission[] {
  const onTable = (action: string, table: unknown, index?: unknown): Permission => {
    const arn = arnOf(tableNameOf(typeof table === 'string' ? table : ''));
    return { action, resource: typeof index === 'string' ? `${arn}/index/${index}` : arn };
  };
  switch (operation) {
    case 'ListTables':
      return [{ action: 'dynamodb:ListTables', resource: '*' }];
    case 'Query':
    case 'Scan':
      return [onTable(`dynamodb:${operation}`, input.TableName, input.IndexName)];
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(isRecord(input.RequestItems) ? input.RequestItems : {}).map((table) => onTable(`dynamodb:${operation}`, table));
    case 'TransactWriteItems':
      return records(input.TransactItems).flatMap((member) => Object.entries(member).flatMap(([kind, write]) => {
        const action = TRANSACT_WRITE_ACTIONS[kind];
        return action === undefined || !isRecord(write) ? [] : [onTable(action, write.TableName)];
      }));
    case 'TransactGetItems':
      return records(input.TransactItems).flatMap((member) => isRecord(member.Get) ? [onTable('dynamodb:GetItem', member.Get.TableName)] : []);
    default:
      return [onTable(`dynamodb:${operation}`, input.TableName)];
  }
}
