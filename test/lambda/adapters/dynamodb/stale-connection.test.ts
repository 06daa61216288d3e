import { AwsResponse, AwsTransport } from '../../../../lambda/adapters/aws/aws-transport';
import { createDynamoClient } from '../../../../lambda/adapters/dynamodb/dynamo-client';
import { createDynamodbLedgerStore } from '../../../../lambda/adapters/dynamodb/dynamodb-ledger-store';
import { LedgerUnavailable } from '../../../../lambda/core/ports';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { at, reserve, settle } from '../ledger-store.suite';

const KEY = tenantLedgerKey('a');
const RESERVE = reserve();
const SETTLE = settle();

/** Fails as often as it is told to, then answers. */
function transportThat(failures: readonly UpstreamError[]) {
  const answer: AwsResponse = { status: 200, headers: {}, body: Buffer.from('{"Attributes":{"r":{"N":"1"},"t":{"N":"1"},"n":{"N":"1"}},"Item":{"pk":{"S":"x"}}}') };
  let calls = 0;
  const transport: Pick<AwsTransport, 'post'> = {
    post: async () => {
      const failure = failures[calls++];
      if (failure) throw failure;
      return answer;
    },
  };
  return { dynamo: createDynamoClient(transport as AwsTransport, 'us-east-1'), calls: () => calls };
}

const closed = (reusedSocket: boolean) => new UpstreamError('ConnectionError', undefined, 'read ECONNRESET', { reusedSocket });

describe('a connection that the other side has closed for being idle', () => {
  test('is replaced for a read and for a reservation, once', async () => {
    const read = transportThat([closed(true)]);
    expect(await read.dynamo.getItem('table', KEY)).toEqual({ pk: { S: 'x' } });
    expect(read.calls()).toBe(2);

    const reserving = transportThat([closed(true)]);
    expect(await createDynamodbLedgerStore(reserving.dynamo, 'table').write(KEY, RESERVE)).toMatchObject({ written: true });
    expect(reserving.calls()).toBe(2);

    const twice = transportThat([closed(true), closed(true)]);
    await expect(createDynamodbLedgerStore(twice.dynamo, 'table').write(KEY, RESERVE)).rejects.toBeInstanceOf(LedgerUnavailable);
    expect(twice.calls()).toBe(2);
  });

  test('is not replaced for what gives back, which must not happen twice', async () => {
    const settling = transportThat([closed(true)]);
    await expect(createDynamodbLedgerStore(settling.dynamo, 'table').write(KEY, SETTLE)).rejects.toBeInstanceOf(LedgerUnavailable);
    expect(settling.calls()).toBe(1);

    const givingBack = transportThat([closed(true)]);
    const both = reserve({ adjust: at(90, { tokens: -1 }) });
    await expect(createDynamodbLedgerStore(givingBack.dynamo, 'table').write(KEY, both)).rejects.toBeInstanceOf(LedgerUnavailable);
    expect(givingBack.calls()).toBe(1);
  });

  test('is told from a new connection that fails', async () => {
    const fresh = transportThat([closed(false)]);
    await expect(fresh.dynamo.getItem('table', KEY)).rejects.toMatchObject({ code: 'ConnectionError' });
    expect(fresh.calls()).toBe(1);
  });
});
