import { ledgerItems } from '../../../src/plan/ledger-items';

test.each([
  [[undefined], 1],
  [[{ quotaTokensPerMinute: 9_000_000 }], 1],
  [[{ requestsPerMinute: 60 }], 1],
  [[{ requestsPerMinute: 24_000 }], 1],
  [[{ requestsPerMinute: 24_001 }], 2],
  [[{ requestsPerMinute: 600_000 }], 25],
  [[{ requestsPerMinute: 600_000 }, { requestsPerMinute: 60 }], 1],
])('a ledger with the limits %j is kept in %d items', (limits, items) => {
  expect(ledgerItems(limits)).toBe(items);
});
