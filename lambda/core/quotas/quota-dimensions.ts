import { QuotaPlan } from '../../../src/contract/plan';
import { dimensionsOf } from '../ledger/amounts';
import { Dimension, DimensionKind, dimensionOf, kindOf } from '../ledger/dimensions';
import { Amount } from '../ledger/item-write';

/** What one request takes, or has used in the end. */
export interface Use {
  /** Upstream calls that were to answer it. */
  readonly requests: number;
  /** How many of the requests at once it is. Absent: each of them. */
  readonly atOnce?: number;
  /** Quota tokens. */
  readonly tokens: number;
  /** Nano-dollars. Absent: not known, for nobody asked. */
  readonly cost?: number;
}

export const NO_USE: Use = { requests: 0, tokens: 0, cost: 0 };

interface QuotaDimension {
  readonly kind: DimensionKind;
  readonly unit: string;
  /** How many of the ledger's units one of the quota is. */
  readonly scale: number;
}

const NANO_DOLLARS = 1e9;

/** What each member of a quota limits. The order is that in which refusals are told. */
const QUOTA_DIMENSIONS: { readonly [Member in keyof Required<QuotaPlan>]: QuotaDimension } = {
  concurrentRequests: { kind: 'concurrent', unit: 'requests at once', scale: 1 },
  requestsPerMinute: { kind: 'requests', unit: 'requests per minute', scale: 1 },
  quotaTokensPerMinute: { kind: 'tokens', unit: 'quota tokens per minute', scale: 1 },
  quotaTokensPerDay: { kind: 'tokensPerDay', unit: 'quota tokens per day', scale: 1 },
  usdPerDay: { kind: 'costPerDay', unit: 'US dollars per day', scale: NANO_DOLLARS },
  usdPerMonth: { kind: 'costPerMonth', unit: 'US dollars per month', scale: NANO_DOLLARS },
};

const MEMBERS = Object.keys(QUOTA_DIMENSIONS) as (keyof QuotaPlan)[];

/** @param part the part of the work that the quota is for; absent for all of it */
export function limitsOf(quota: QuotaPlan, part?: string): Amount {
  const limits: { [dimension in Dimension]?: number } = {};
  for (const member of MEMBERS) {
    const limit = quota[member];
    const { kind, scale } = QUOTA_DIMENSIONS[member];
    // A fraction of a nano-dollar is nothing.
    if (limit !== undefined) limits[dimensionOf(kind, part)] = Math.floor(limit * scale);
  }
  return limits;
}

/** What is limited, and what is counted whether or not it is limited: it shows how much is asked for. */
export function countedWith(limits: Amount): ReadonlySet<Dimension> {
  return new Set<Dimension>(['requests', 'tokens', ...dimensionsOf(limits)]);
}

/** What a use takes of each of some dimensions. @param asking or what it leaves: then nothing of it is running any more */
export function amountOf(dimensions: Iterable<Dimension>, { requests, tokens, atOnce = requests, cost = 0 }: Use, asking: boolean): Amount {
  const byKind: { readonly [kind in DimensionKind]: number } = {
    requests,
    tokens,
    pacedRequests: requests,
    pacedTokens: tokens,
    shareUsed: 0,
    concurrent: asking ? atOnce : 0,
    tokensPerDay: tokens,
    costPerDay: cost,
    costPerMonth: cost,
  };
  const amount: { [dimension in Dimension]?: number } = {};
  for (const dimension of dimensions) amount[dimension] = byKind[kindOf(dimension)];
  return amount;
}

/** The member of a quota that limits a dimension, and how many of the ledger's units one of it is. */
export function memberOf(dimension: Dimension): { readonly member: keyof QuotaPlan; readonly scale: number } {
  const member = MEMBERS.find((name) => QUOTA_DIMENSIONS[name].kind === kindOf(dimension))!;
  return { member, scale: QUOTA_DIMENSIONS[member].scale };
}

/** A limit or an amount of a dimension in the units of its quota: `200000 quota tokens per minute`. */
export function describe(dimension: Dimension, value: number): { readonly value: string; readonly unit: string } {
  const { scale, unit } = Object.values(QUOTA_DIMENSIONS).find(({ kind }) => kind === kindOf(dimension))!;
  return { value: String(scale === 1 ? value : value / scale), unit };
}
