import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { admitToTarget } from '../../../../lambda/core/serving/admission';
import { RequestTrace } from '../../../../lambda/core/serving/request-trace';
import { ROUTE, targetOf } from '../../../support/core/plans';
import { seededRandom } from '../../../support/random';

const CONTAINERS = 8;
const SECONDS = 120;

/** What refusals of a pool cost in writes while one tenant asks 475 times a second and another one 25 times, after a minute. */
async function writesForRefusals() {
  const random = seededRandom(1);
  const memory = createMemoryLedgerStore();
  let now = Date.UTC(2026, 0, 1);
  let writes = 0;
  const store: typeof memory = {
    ...memory,
    write: (key, write) => {
      writes++;
      return memory.write(key, write);
    },
  };
  const ledgers = Array.from({ length: CONTAINERS }, () => createLedger(store, () => now));
  const target = targetOf('pool', { capacity: { requestsPerMinute: 600 } });
  const trace: RequestTrace = {
    requestId: '', arrivedAt: 0, identity: { tenant: 'a', keyId: '' }, route: ROUTE, streamed: false, candidates: [], attempts: [], ledgerErrors: 0,
  };
  let refused = 0;
  let forRefused = 0;
  for (let asked = 0; asked < 500 * SECONDS; asked++) {
    now += 2;
    const share = { weight: 1, priority: 'interactive', maxQueueMs: 0, buckets: [`a${asked % 20 === 0 ? 1 : 0}x1`] } as const;
    const before = writes;
    const { rejection } = await admitToTarget(ledgers[Math.floor(random() * CONTAINERS)]!, target, {
      use: { requests: 1, tokens: 100 }, endsBy: now + 60_000, asking: { standing: 'shared', share },
    }, () => now, trace);
    if (!rejection) continue;
    refused++;
    forRefused += writes - before;
  }
  return { refused, perSecond: forRefused / SECONDS };
}

test('a tenant that floods a shared pool costs it a few writes in 100 ms and container, not two for each refusal', async () => {
  const { refused, perSecond } = await writesForRefusals();
  expect(refused).toBeGreaterThan(400 * SECONDS);
  // An item takes a thousand writes a second; what is beyond that would be served uncounted.
  expect(perSecond).toBeLessThan(CONTAINERS * 40);
  expect(perSecond).toBeGreaterThan(0);
});
