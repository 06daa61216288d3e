import { Duration, Lazy } from 'aws-cdk-lib';
import { LeaseOptions, Priority, QuotaLedger } from '../../../src';
import { ErrorCode } from '../../../src/private/errors';
import { expectError } from '../support/errors';
import { construct, minimalProps } from '../support/synthesis';

test.each<[LeaseOptions, ErrorCode, string]>([
  [{ requestsPerLease: 1 }, 'InvalidNumber', 'the requestsPerLease of QuotaLedger.leased() is 1'],
  [{ requestsPerLease: 2.5 }, 'InvalidNumber', 'the requestsPerLease of QuotaLedger.leased() is 2.5'],
  [{ requestsPerLease: Lazy.number({ produce: () => 5 }) }, 'TokenNotAllowed', 'pass a literal number'],
  [{ leaseTime: Duration.millis(99) }, 'InvalidDuration', 'from 100 millis to 10 seconds'],
  [{ leaseTime: Duration.seconds(11) }, 'InvalidDuration', 'the leaseTime of QuotaLedger.leased() is 11 seconds'],
  [{ leaseTime: Duration.seconds(Lazy.number({ produce: () => 5 })) }, 'TokenNotAllowed', 'pass a literal duration'],
])('%j cannot be a lease (%#)', (options, code, message) => {
  expectError(() => QuotaLedger.leased(options), code, message);
});

test('tenants that share capacity must be counted request by request', () => {
  const tenants = { even: {}, batch: { share: { priority: Priority.BATCH } } };
  const { routes } = minimalProps();
  expectError(() => construct({ routes, tenants, quotaLedger: QuotaLedger.leased() }), 'ContradictoryProperties', "the tenant 'batch' has a share", 'Gateway');
  expect(() => construct({ routes, tenants, quotaLedger: QuotaLedger.perRequest() })).not.toThrow();
});
