import { TENANT } from './plans';
import { dimensionsOf } from '../../../lambda/core/ledger/amounts';
import { Amount, LedgerItem } from '../../../lambda/core/ledger/item-write';
import { Ledger, Rejection, Reservation } from '../../../lambda/core/ledger/ledger';
import { Clock } from '../../../lambda/core/ports';
import { TableKey, poolLedgerKey, tenantLedgerKey } from '../../../src/contract/table';

/** What a reservation meets. */
export type ReserveOutcome = 'admitted' | Rejection | Error | { readonly admittedAfterMs: number };

export interface LedgerScript {
  /** One outcome for each reservation of the tenant, the last one again and again. */
  readonly tenant?: readonly ReserveOutcome[];
  readonly targets?: { readonly [target: string]: readonly ReserveOutcome[] };
  /** What is known of the ledger of the tenant, and of any other. Nothing is, unless said. */
  readonly known?: { readonly tenant?: LedgerItem; readonly target?: LedgerItem };
  /** Thrown by every settlement. */
  readonly settleError?: Error;
}

export interface FakeLedger extends Ledger {
  /** Reservations that were asked for, in order; `reservation` is absent when it was not made. */
  readonly asked: readonly { readonly key: TableKey; readonly amount: Amount; readonly limits: Amount; readonly reservation?: Reservation }[];
  readonly settled: readonly { readonly reservation: Reservation; readonly used: Amount }[];
  /** What each settlement of the tenant says was used. */
  settledForTenant(): readonly Amount[];
  settledForTarget(target: string): readonly Amount[];
}

/** A ledger that admits everything except what the script says. */
export function fakeLedger(clock: Clock, script: LedgerScript = {}): FakeLedger {
  const asked: { key: TableKey; amount: Amount; limits: Amount; reservation?: Reservation }[] = [];
  const settled: { reservation: Reservation; used: Amount }[] = [];

  const outcomesFor = ({ pk }: TableKey): readonly ReserveOutcome[] => {
    if (pk === tenantLedgerKey(TENANT).pk) return script.tenant ?? [];
    const scripted = Object.entries(script.targets ?? {}).find(([target]) => poolLedgerKey(target).pk === pk);
    return scripted?.[1] ?? [];
  };
  const usedBy = (key: TableKey) => settled.filter(({ reservation }) => reservation.key.pk === key.pk).map(({ used }) => used);

  return {
    asked,
    settled,
    settledForTenant: () => usedBy(tenantLedgerKey(TENANT)),
    lastKnown: ({ pk }) => (pk === tenantLedgerKey(TENANT).pk ? script.known?.tenant : script.known?.target),
    read: async () => undefined,
    settledForTarget: (target) => usedBy(poolLedgerKey(target)),
    async reserve(key, amount, limits) {
      const entry: typeof asked[number] = { key, amount, limits };
      const sequence = asked.push(entry);
      const earlier = asked.filter((other) => other.key.pk === key.pk).length - 1;
      const outcomes = outcomesFor(key);
      const outcome = outcomes[Math.min(earlier, outcomes.length - 1)] ?? 'admitted';
      if (outcome instanceof Error) throw outcome;
      if (outcome !== 'admitted' && 'admitted' in outcome) return outcome;
      if (outcome !== 'admitted') await clock.sleep(outcome.admittedAfterMs);
      const counters = dimensionsOf(amount).map((dimension) => ({ dimension, slot: 0, value: amount[dimension]! }));
      const reservation: Reservation = { key, counters, limits, sequence };
      entry.reservation = reservation;
      return { admitted: true, reservation };
    },
    async settle(reservation, used) {
      settled.push({ reservation, used });
      if (script.settleError) throw script.settleError;
    },
  };
}

/** A rejection of a ledger that has room again later. */
export function fullFor(retryAfterMs: number, members: Partial<Rejection> = {}): Rejection {
  return { admitted: false, cause: 'full', dimension: 'tokens', limit: 1_000, asked: 400, retryAfterMs, ...members };
}

/** A rejection of a ledger whose limit is smaller than the request, as the ledger gives it. */
export function neverFits(members: Partial<Rejection> = {}): Rejection {
  return fullFor(0, { cause: 'neverFits', limit: 50, ...members });
}
