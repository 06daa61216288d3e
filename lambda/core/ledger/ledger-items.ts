import { poolLedgerKey, TableKey, tenantLedgerKey } from '../../../src/contract/table';
import { LoadedPlan } from '../loaded-plan';

/** In how many items the plan says that each ledger is kept. */
export function ledgerItemsIn({ targets, tenants }: LoadedPlan): (key: TableKey) => number {
  const spread = new Map<string, number>();
  for (const [name, { ledgerItems = 1 }] of tenants) {
    if (ledgerItems > 1) spread.set(tenantLedgerKey(name).pk, ledgerItems);
  }
  for (const { capacity } of targets.values()) {
    if (capacity && (capacity.ledgerItems ?? 1) > 1) spread.set(poolLedgerKey(capacity.pool).pk, capacity.ledgerItems!);
  }
  return ({ pk }) => spread.get(pk) ?? 1;
}
