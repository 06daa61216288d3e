/** How long what is counted in a dimension counts. */
interface Span {
  /** Work is counted by sub-windows of this length. */
  readonly subWindowMs: number;
  /** Limits hold in any interval of this length. 0: what is counted has an end of its own, and counts until then. */
  readonly windowMs: number;
  /** By how much longer a counter is kept. */
  readonly slackMs: number;
}

/**
 * How much longer than the window a counter is kept: covers clocks of different containers that differ, and the
 * time a write takes, together up to this long. Longer would be safe too, but what a container that is gone has
 * taken would come back later.
 */
export const SLACK_MS = 3_000;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/**
 * What a ledger can count. A limit on a day holds in any 24 hours, one on a month in any 30 days; requests at once
 * count until they end, or at the latest until their deadline has passed.
 */
export const SPANS = {
  requests: { subWindowMs: 2 * SECOND, windowMs: 60 * SECOND, slackMs: SLACK_MS },
  tokens: { subWindowMs: 2 * SECOND, windowMs: 60 * SECOND, slackMs: SLACK_MS },
  // For what is fair, which need not be exact: a minute at most, so that nobody who keeps to its part seems to be above it.
  shareUsed: { subWindowMs: 10 * SECOND, windowMs: 50 * SECOND, slackMs: 0 },
  pacedRequests: { subWindowMs: SECOND, windowMs: 5 * SECOND, slackMs: 0 },
  pacedTokens: { subWindowMs: SECOND, windowMs: 5 * SECOND, slackMs: 0 },
  concurrent: { subWindowMs: 15 * SECOND, windowMs: 0, slackMs: SLACK_MS },
  tokensPerDay: { subWindowMs: HOUR, windowMs: DAY, slackMs: SLACK_MS },
  costPerDay: { subWindowMs: HOUR, windowMs: DAY, slackMs: SLACK_MS },
  costPerMonth: { subWindowMs: DAY, windowMs: 30 * DAY, slackMs: SLACK_MS },
} as const satisfies Readonly<Record<string, Span>>;

export type DimensionKind = keyof typeof SPANS;

/** A kind for all of the owner's work, or for a part of it that is counted beside: `tokens`, `tokens~k3f9`. */
export type Dimension = DimensionKind | `${DimensionKind}~${string}`;

/** Separates the kind of a dimension from the part of the work that it counts. */
const PART = '~';

/** @param part letters and digits */
export function dimensionOf(kind: DimensionKind, part?: string): Dimension {
  return part === undefined ? kind : `${kind}${PART}${part}`;
}

export function kindOf(dimension: Dimension): DimensionKind {
  const end = dimension.indexOf(PART);
  return (end < 0 ? dimension : dimension.slice(0, end)) as DimensionKind;
}

export function partOf(dimension: Dimension): string | undefined {
  const end = dimension.indexOf(PART);
  return end < 0 ? undefined : dimension.slice(end + 1);
}

export function spanOf(dimension: Dimension): Span {
  return SPANS[kindOf(dimension)];
}
