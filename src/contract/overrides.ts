import { QuotaPlan } from './plan';

/**
 * What operators change without a deployment: one item (`overridesKey`), in which every override is one attribute.
 * The command writes them, the gateway reads them; this is the one definition of the format for both.
 */
export interface Override extends OverrideSubject {
  /** The number is the most that a limit may be. `cleared` has no effect: it tells who has cleared what stood there. */
  readonly effect: 'disabled' | 'drained' | 'cleared' | number;
  /** Seconds since the epoch: from then on it has no effect. Absent: until it is cleared. */
  readonly until?: number;
  /** Seconds since the epoch: when it was written. */
  readonly at?: number;
  readonly reason?: string;
  /** Who wrote it, by their own account. */
  readonly by?: string;
}

/** What an override is about. */
export interface OverrideSubject {
  readonly kind: OverrideKind;
  /** Of the tenant, target, shard or route; of the tenant for a limit too. */
  readonly name: string;
  /** With `limit`, and only there. */
  readonly limit?: LimitName;
}

export type OverrideKind = 'tenant' | 'limit' | 'target' | 'shard' | 'route';

/** The limits of a tenant that an override may lower: a whole number, or any amount above 0. */
export const LIMITS = {
  requestsPerMinute: 'whole',
  quotaTokensPerMinute: 'whole',
  quotaTokensPerDay: 'whole',
  concurrentRequests: 'whole',
  usdPerDay: 'amount',
  usdPerMonth: 'amount',
} as const satisfies Readonly<Record<string, LimitNumbers>> & { readonly [limit in keyof QuotaPlan]-?: LimitNumbers };

type LimitNumbers = 'whole' | 'amount';

export type LimitName = keyof typeof LIMITS;

export type LimitValues = { readonly [limit in LimitName]?: number };

/** Of the item: attributes that are no overrides. */
export const OVERRIDES = {
  /** Rises by one with every write, so that no write overlooks another. */
  REVISION: 'revision',
} as const;

/** How long a change may go unnoticed by a container, in milliseconds. */
export const OVERRIDES_MAX_AGE_MS = 5_000;

/** Longer texts are cut by the gateway and refused by the command. */
export const MAX_REASON_LENGTH = 200;
export const MAX_BY_LENGTH = 100;

/** Why the gateway ignores an attribute of the item. */
export type OverrideProblem = 'unknownKind' | 'unknownLimit' | 'unknownName' | 'malformed';

const EFFECTS: { readonly [kind in Exclude<OverrideKind, 'limit'>]: 'disabled' | 'drained' } = {
  tenant: 'disabled',
  target: 'drained',
  shard: 'drained',
  route: 'disabled',
};

/** What an override of this kind does, unless it is a limit. */
export function effectOf(kind: Exclude<OverrideKind, 'limit'>): 'disabled' | 'drained' {
  return EFFECTS[kind];
}

/** The attribute that holds an override: `tenant:NAME`, `target:NAME`, `shard:NAME`, `route:NAME` or `limit:TENANT:LIMIT`. */
export function overrideAttribute({ kind, name, limit }: OverrideSubject): string {
  return limit === undefined ? `${kind}:${name}` : `${kind}:${name}:${limit}`;
}

/** The text of an override. */
export function encodeOverride({ effect, until, at, reason, by }: Override): string {
  return JSON.stringify({ ...typeof effect === 'number' ? { atMost: effect } : { [effect]: true }, until, at, reason, by });
}

/**
 * Reads one attribute. Members that it does not know are left out; anything else that is not as it must be makes the whole override a problem.
 * @param text undefined when the attribute is no text
 */
export function parseOverride(attribute: string, text: string | undefined): Override | OverrideProblem {
  const subject = parseSubject(attribute);
  if (typeof subject === 'string') return subject;
  const members = parseMembers(text);
  if (!members) return 'malformed';
  const { until, at, reason, by } = members;
  const effect = parseEffect(subject, members);
  if (effect === undefined || (until !== undefined && !isWhole(until))) return 'malformed';
  return {
    ...subject,
    effect,
    ...until === undefined ? {} : { until },
    // What is only for people to read makes no override void.
    ...isWhole(at) ? { at } : {},
    ...typeof reason === 'string' ? { reason: reason.slice(0, MAX_REASON_LENGTH) } : {},
    ...typeof by === 'string' ? { by: by.slice(0, MAX_BY_LENGTH) } : {},
  };
}

/** Whether a limit may be this number. 0 is none: who may do nothing is disabled. */
export function isLimit(limit: LimitName, value: unknown): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return false;
  return LIMITS[limit] === 'amount' || Number.isSafeInteger(value);
}

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name);
}

/** @param now milliseconds since the epoch */
export function isExpired({ until }: Override, now: number): boolean {
  return until !== undefined && until * 1000 <= now;
}

function parseSubject(attribute: string): OverrideSubject | OverrideProblem {
  const colon = attribute.indexOf(':');
  const kind = attribute.slice(0, Math.max(0, colon));
  const name = attribute.slice(colon + 1);
  if (kind !== 'limit') return Object.hasOwn(EFFECTS, kind) ? { kind: kind as OverrideKind, name } : 'unknownKind';
  // The name of a tenant has no colon.
  const end = name.lastIndexOf(':');
  const limit = name.slice(end + 1);
  return end > 0 && isLimitName(limit) ? { kind, name: name.slice(0, end), limit } : 'unknownLimit';
}

function parseMembers(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

function parseEffect({ kind, limit }: OverrideSubject, members: Readonly<Record<string, unknown>>): Override['effect'] | undefined {
  if (members.cleared === true) return 'cleared';
  if (kind === 'limit') return limit !== undefined && isLimit(limit, members.atMost) ? members.atMost : undefined;
  return members[EFFECTS[kind]] === true ? EFFECTS[kind] : undefined;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
