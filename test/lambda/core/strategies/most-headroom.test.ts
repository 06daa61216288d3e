import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { headroomIn } from '../../../../lambda/core/ledger/headroom';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { orderByHeadroom } from '../../../../lambda/core/strategies/most-headroom';
import { poolLedgerKey } from '../../../../src/contract/table';
import { chiSquare, countDraws, CRITICAL } from '../../../support/chi-square';
import { membersOf, namesOf, orderingContext } from '../../../support/core/ordering';
import { seededRandom } from '../../../support/random';

const TARGETS = { small: { capacity: { requestsPerMinute: 10 } }, large: { capacity: { requestsPerMinute: 90 } }, open: {} };

describe('most headroom', () => {
  it('orders by the share that is left, the largest first, whatever the weights', () => {
    const shares: { readonly [target: string]: number } = { small: 0.2, large: 0.5, open: 1 };
    const context = orderingContext({ targets: TARGETS, headroom: ({ name }) => shares[name]! });
    for (let draw = 0; draw < 20; draw++) {
      expect(namesOf(orderByHeadroom(membersOf({ small: 50, large: 5, open: 1 }), context))).toEqual(['open', 'large', 'small']);
    }
  });

  it('breaks a tie by weighted random', () => {
    const context = orderingContext({ targets: TARGETS, random: seededRandom(2), headroom: ({ name }) => name === 'open' ? 0.1 : 0.4 });
    const firsts = countDraws(20_000, () => orderByHeadroom(membersOf({ small: 1, large: 4, open: 9 }), context)[0]!.target);
    expect(firsts.has('open')).toBe(false);
    expect(chiSquare(firsts, { small: 0.2, large: 0.8 })).toBeLessThan(CRITICAL);
  });

  it('fills targets in proportion to their capacities, as their ledgers tell', async () => {
    const now = () => Date.UTC(2026, 0, 1);
    const ledger = createLedger(createMemoryLedgerStore(), now);
    const context = orderingContext({ targets: TARGETS, random: seededRandom(3), headroom: headroomIn(ledger, now) });
    const taken = new Map<string, number>();
    for (let request = 0; request < 50; request++) {
      const { target } = orderByHeadroom(membersOf({ small: 1, large: 1 }), context)[0]!;
      const limits = { requests: TARGETS[target as 'small' | 'large'].capacity.requestsPerMinute };
      expect(await ledger.reserve(poolLedgerKey(target), { requests: 1, tokens: 1 }, limits, now())).toMatchObject({ admitted: true });
      taken.set(target, (taken.get(target) ?? 0) + 1);
    }
    expect(Object.fromEntries(taken)).toEqual({ small: 5, large: 45 });
  });
});
