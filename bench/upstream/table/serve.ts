import { createServer, Server } from 'node:http';
import { ExpressionError } from './expressions';
import { createItems, Item, Items, UpdateInput } from './items';
import { TABLE } from '../../../src/contract/table';

const PREFIX = 'com.amazonaws.dynamodb.v20120810#';

interface ByTable<Request> {
  readonly RequestItems: Readonly<Record<string, Request>>;
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

/**
 * A table that speaks as much of DynamoDB's protocol as the gateway does, and evaluates every condition. The table shares its core with the
 * client and the mock upstream, so that it has to be quick: a complete emulator takes most of that core.
 * @param told the operation of each request, before it is answered
 */
export function createTableServer(told: (operation: string) => void): Server {
  const items = createItems([TABLE.PARTITION_KEY, TABLE.SORT_KEY]);
  return createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      told(operation);
      const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') === true;
      const { status, body } = signed ? reply(items, operation, Buffer.concat(pieces).toString('utf8')) : refused('MissingAuthenticationTokenException', 'not signed');
      const bytes = Buffer.from(JSON.stringify(body));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': bytes.length });
      response.end(bytes);
    });
  });
}

function reply(items: Items, operation: string, body: string): Reply {
  try {
    return answer(items, operation, JSON.parse(body));
  } catch (error) {
    if (!(error instanceof ExpressionError) && !(error instanceof SyntaxError)) throw error;
    return refused('ValidationException', error.message);
  }
}

function answer(items: Items, operation: string, input: unknown): Reply {
  switch (operation) {
    case 'UpdateItem': {
      const result = items.update(input as UpdateInput);
      if (result.updated) return { status: 200, body: result.attributes ? { Attributes: result.attributes } : {} };
      return refused('ConditionalCheckFailedException', 'The conditional request failed', result.item && { Item: result.item });
    }
    case 'GetItem': {
      const item = items.get((input as { readonly Key: Item }).Key);
      return { status: 200, body: item ? { Item: item } : {} };
    }
    case 'BatchGetItem': {
      const found = Object.entries((input as ByTable<{ readonly Keys: readonly Item[] }>).RequestItems)
        .map(([table, { Keys }]) => [table, Keys.map((key) => items.get(key)).filter((item) => item !== undefined)]);
      return { status: 200, body: { Responses: Object.fromEntries(found) as object, UnprocessedKeys: {} } };
    }
    case 'BatchWriteItem': {
      const { RequestItems } = input as ByTable<readonly { readonly PutRequest: { readonly Item: Item } }[]>;
      for (const { PutRequest } of Object.values(RequestItems).flat()) items.put(PutRequest.Item);
      return { status: 200, body: { UnprocessedItems: {} } };
    }
    default: return refused('UnknownOperationException', `${operation} is not understood here`);
  }
}

function refused(code: string, message: string, more: object = {}): Reply {
  return { status: 400, body: { __type: `${PREFIX}${code}`, message, ...more } };
}
