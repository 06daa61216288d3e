import { afterReserving, afterSettling } from './after-writing';
import { ItemWrite, LedgerItem, WriteResult } from './item-write';
import { Rejection } from './ledger';
import { createOwnWork, OwnWork } from './own-work';
import { TableKey } from '../../../src/contract/table';

/** What a container knows of one ledger: it saves writes and ranks targets, and admits nothing. */
export interface View {
  item?: LedgerItem;
  /** When all of the item was seen, in milliseconds since the epoch: since then only what was written from here. */
  seenAt: number;
  readonly own: OwnWork;
  /** By what is limited and to how much: one item is asked with several limits in turn where tenants share a pool. */
  readonly refusals: Map<string, Refusal>;
}

/** Whoever asks for at least as much of the same limit until then is refused without a write. */
export interface Refusal {
  readonly rejection: Rejection;
  readonly at: number;
  readonly until: number;
}

export interface LedgerViews {
  of(key: TableKey): View;
  /** Undefined when nothing is known. */
  known(key: TableKey): View | undefined;
}

/** Ledgers of which something is remembered. */
const MAX_VIEWS = 2_000;

export function createLedgerViews(): LedgerViews {
  /** The one that was used last is the last. */
  const views = new Map<string, View>();
  let latest: { readonly name: string; readonly view: View } | undefined;

  return {
    of(key) {
      const name = nameOf(key);
      if (latest?.name === name) return latest.view;
      const view = views.get(name) ?? { seenAt: -Infinity, own: createOwnWork(), refusals: new Map<string, Refusal>() };
      views.delete(name);
      views.set(name, view);
      latest = { name, view };
      if (views.size > MAX_VIEWS) views.delete(views.keys().next().value!);
      return view;
    },
    known: (key) => views.get(nameOf(key)),
  };
}

/** @param now when the write was begun: what it tells is as old as that */
export function learn(view: View, write: ItemWrite, { written, item }: WriteResult, now: number): void {
  if (item && !(written && write.reserve?.changesOnly)) {
    view.item = item;
    view.seenAt = now;
  } else {
    view.item = view.item && written ? (item ? afterReserving(view.item, item, write) : afterSettling(view.item, write)) : undefined;
  }
}

function nameOf({ pk, sk }: TableKey): string {
  return `${pk}|${sk}`;
}
