import { DynamoDBClient, GetItemCommand, QueryCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ExecuteDynamoDb } from './execute-dynamodb';

const COMMANDS = { GetItem: GetItemCommand, Query: QueryCommand, TransactWriteItems: TransactWriteItemsCommand, UpdateItem: UpdateItemCommand };

/** The table in AWS, with the credentials and the Region that the AWS CLI would use too. */
export function awsDynamoDb(region: string | undefined): ExecuteDynamoDb {
  const client = new DynamoDBClient(region ? { region } : {});
  return async (operation, input) => {
    const Command = COMMANDS[operation] as new (commandInput: unknown) => GetItemCommand;
    return await client.send(new Command(input)) as unknown as Record<string, unknown>;
  };
}
