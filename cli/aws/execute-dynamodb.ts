/** Runs one DynamoDB operation; input and output are DynamoDB JSON. */
export type ExecuteDynamoDb = (
  operation: 'TransactWriteItems' | 'GetItem' | 'UpdateItem' | 'Query', input: Record<string, unknown>,
) => Promise<Record<string, unknown>>;
