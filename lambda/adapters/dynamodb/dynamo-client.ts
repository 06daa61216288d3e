import { AttributeValue, Item, readString } from './attribute-value';
import { TableKey } from '../../../src/contract/table';
import { isUpstreamError, UpstreamError } from '../../core/upstream-error';
import { awsError } from '../aws/aws-error';
import { AwsResponse, AwsTransport } from '../aws/aws-transport';
import { payloadOf } from '../aws/payload';

/** A conditional update of one item. */
export interface Update {
  readonly expression: string;
  readonly condition?: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

export interface UpdateOptions {
  /** Doing it twice does no harm. */
  readonly repeatable: boolean;
  /** What of the item, as it is after the update: everything, or the attributes that were set or added to. */
  readonly returns: 'item' | 'changed' | 'nothing';
}

export type UpdateResult =
  /** `item` is what stands there now, as far as it was asked for. */
  | { readonly updated: true; readonly item?: Item }
  /** The condition did not hold. `item` is what stood there; absent when nothing did, or when the engine does not say. */
  | { readonly updated: false; readonly item?: Item };

/**
 * The calls of DynamoDB that the gateway makes, each bounded in time. Every failure is thrown as an `UpstreamError`.
 * A call is made once, except that a repeatable one is made again when an idle connection turns out to be closed.
 */
export interface DynamoClient {
  /** Strongly consistent. */
  getItem(table: string, key: TableKey): Promise<Item | undefined>;
  /** Strongly consistent, up to 100 different keys; in the order of the keys. */
  getItems(table: string, keys: readonly TableKey[]): Promise<readonly (Item | undefined)[]>;
  updateItem(table: string, key: TableKey, update: Update, options: UpdateOptions): Promise<UpdateResult>;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
const RETURN_VALUES = { item: 'ALL_NEW', changed: 'UPDATED_NEW', nothing: 'NONE' } as const;

export function createDynamoClient(transport: AwsTransport, region: string, timeoutMs = 1_000): DynamoClient {
  const send = async (operation: string, input: unknown, repeatable: boolean): Promise<AwsResponse> => {
    const call = {
      service: 'dynamodb',
      region,
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
      payload: payloadOf(JSON.stringify(input)),
      timeoutMs,
    } as const;
    try {
      return await transport.post(call);
    } catch (error) {
      if (!repeatable || !isUpstreamError(error) || !error.details.reusedSocket) throw error;
      return transport.post(call);
    }
  };

  return {
    async getItem(table, key) {
      const response = await send('GetItem', { TableName: table, Key: keyOf(key), ConsistentRead: true }, true);
      if (response.status !== 200) throw failure(response);
      return itemIn(answerOf(response), 'Item');
    },

    async getItems(table, keys) {
      const response = await send('BatchGetItem', { RequestItems: { [table]: { Keys: keys.map(keyOf), ConsistentRead: true } } }, true);
      if (response.status !== 200) throw failure(response);
      const { Responses, UnprocessedKeys } = answerOf(response) as { Responses?: Record<string, unknown>; UnprocessedKeys?: object };
      const items = Responses?.[table];
      if (!Array.isArray(items)) throw malformed('BatchGetItem without the items of the table');
      // DynamoDB leaves keys out when it is throttled: the same as a read that fails.
      if (UnprocessedKeys && Object.keys(UnprocessedKeys).length > 0) throw new UpstreamError('UnprocessedKeys', 200, 'DynamoDB has not read all items');
      const found = items as readonly Item[];
      return keys.map(({ pk, sk }) => found.find((item) => readString(item, 'pk') === pk && readString(item, 'sk') === sk));
    },

    async updateItem(table, key, update, { repeatable, returns }) {
      const response = await send('UpdateItem', {
        TableName: table,
        Key: keyOf(key),
        UpdateExpression: update.expression,
        ConditionExpression: update.condition,
        ExpressionAttributeNames: update.names,
        ExpressionAttributeValues: update.values,
        ReturnValues: RETURN_VALUES[returns],
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }, repeatable);
      if (response.status === 200) {
        if (returns === 'nothing') return { updated: true };
        const item = itemIn(answerOf(response), 'Attributes');
        if (!item) throw malformed('UpdateItem without the attributes that it was asked for');
        return { updated: true, item };
      }
      const error = failure(response);
      if (error.code !== 'ConditionalCheckFailedException') throw error;
      const item = itemIn(answerOf(response), 'Item');
      return item ? { updated: false, item } : { updated: false };
    },
  };
}

function keyOf({ pk, sk }: TableKey): Record<keyof TableKey, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** DynamoDB never says when to come back, so that no time is needed. */
function failure({ status, headers, body }: AwsResponse): UpstreamError {
  return awsError(status, headers, body, 0);
}

function answerOf({ body }: AwsResponse): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    throw malformed(`${body.byteLength} bytes that are not JSON`);
  }
  if (typeof value !== 'object' || value === null) throw malformed('JSON that is not an object');
  return value as Record<string, unknown>;
}

function itemIn(answer: Record<string, unknown>, member: string): Item | undefined {
  const item = answer[member];
  return typeof item === 'object' && item !== null ? item as Item : undefined;
}

function malformed(what: string): UpstreamError {
  return new UpstreamError('MalformedAnswer', 200, `DynamoDB answered with ${what}`);
}
