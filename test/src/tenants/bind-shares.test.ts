import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Priority, TenantShare } from '../../../src';
import { bindShares } from '../../../src/tenants/bind-shares';
import { expectError } from '../support/errors';

const bindAll = (shares: { [tenant: string]: TenantShare | undefined }) => bindShares(
  new Stack(new App(), 'Stack'), Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, { share }])),
);
const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `tenant-${index}`);

test('nobody has a share while nobody was given one', () => {
  expect(bindAll({ a: undefined, b: undefined }).size).toBe(0);
});

test('everybody has one as soon as one tenant has: interactive, of weight 1, and without waiting', () => {
  const shares = bindAll({ b: undefined, a: {} });
  expect([...shares.keys()]).toEqual(['a', 'b']);
  for (const share of shares.values()) expect(share).toMatchObject({ guaranteed: undefined, weight: 1, priority: Priority.INTERACTIVE });
  expect(shares.get('b')!.maxQueueTime.toMilliseconds()).toBe(0);
});

test('batch work waits for ten seconds unless told otherwise', () => {
  expect(bindAll({ a: { priority: Priority.BATCH } }).get('a')!.maxQueueTime.toMilliseconds()).toBe(10_000);
  expect(bindAll({ a: { priority: Priority.BATCH, maxQueueTime: Duration.seconds(60) } }).get('a')!.maxQueueTime.toMilliseconds()).toBe(60_000);
  expect(bindAll({ a: { maxQueueTime: Duration.millis(300) } }).get('a')!.maxQueueTime.toMilliseconds()).toBe(300);
});

test.each([0, -1, 1.5, NaN, 1_001])('a weight of %s is refused', (weight) => {
  expectError(() => bindAll({ a: { weight } }), 'InvalidNumber', `the weight of tenant 'a' is ${weight}`, 'must be', '(at Stack)');
});

test('a weight that is a token is refused', () => {
  expectError(() => bindAll({ a: { weight: Lazy.number({ produce: () => 1 }) } }), 'TokenNotAllowed', "the weight of tenant 'a'", 'literal', '(at Stack)');
});

test('a queue time is at most a minute, in whole milliseconds', () => {
  const tooLong = { maxQueueTime: Duration.seconds(61) };
  expectError(() => bindAll({ a: tooLong }), 'InvalidDuration', "the maxQueueTime of tenant 'a' is 1 minute 1 second", 'to 1 minute', '(at Stack)');
  const deferred = { maxQueueTime: Duration.seconds(Lazy.number({ produce: () => 1 })) };
  expectError(() => bindAll({ a: deferred }), 'TokenNotAllowed', "the maxQueueTime of tenant 'a'", '(at Stack)');
});

test('a guarantee says how much, in whole numbers above 0', () => {
  expectError(() => bindAll({ a: { guaranteed: {} } }), 'QuotaWithoutLimit', "the guaranteed share of tenant 'a'", '(at Stack)');
  expectError(() => bindAll({ a: { guaranteed: { requestsPerMinute: 0 } } }), 'InvalidNumber', "the guaranteed share of tenant 'a'", 'is 0', '(at Stack)');
  expectError(
    () => bindAll({ a: { guaranteed: { quotaTokensPerMinute: Lazy.number({ produce: () => 1 }) } } }), 'TokenNotAllowed', "the guaranteed share of tenant 'a'", '(at Stack)');
});

describe('the counters by which tenants are compared', () => {
  test('are one for each of up to 32 tenants, whose name says how much it weighs', () => {
    expect(bindAll({ b: { weight: 1_000 }, a: undefined }).get('b')!.buckets).toEqual(['a1x1000']);
    const shares = [...bindAll(Object.fromEntries(namesOf(32).map((name) => [name, {}]))).values()];
    expect(new Set(shares.flatMap(({ buckets }) => buckets)).size).toBe(32);
  });

  test('are two of two rows for each of more, by the name of the tenant alone', () => {
    const shares = bindAll(Object.fromEntries(namesOf(200).map((name) => [name, { weight: 2 }])));
    for (const { buckets } of shares.values()) expect(buckets).toEqual([expect.stringMatching(/^a[0-9a-f]x2$/), expect.stringMatching(/^b[0-9a-f]x2$/)]);
    expect(new Set([...shares.values()].flatMap(({ buckets }) => buckets)).size).toBe(32);
    const fewer = bindAll(Object.fromEntries(namesOf(40).map((name) => [name, { weight: 2 }])));
    expect(fewer.get('tenant-7')!.buckets).toEqual(shares.get('tenant-7')!.buckets);
  });
});
