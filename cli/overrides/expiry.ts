import { UsageError } from '../usage-error';

const SECONDS_OF_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * When an override ends, from --until or --for.
 * @param now milliseconds since the epoch
 * @returns seconds since the epoch; undefined when it does not end by itself
 */
export function expiryOf({ until, duration }: { readonly until?: string; readonly duration?: string }, now: number): number | undefined {
  if (until !== undefined && duration !== undefined) throw new UsageError('--until and --for say twice when it ends: give one of them');
  if (duration !== undefined) {
    const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(duration) ?? [];
    const seconds = Number(amount) * (SECONDS_OF_UNIT[unit] ?? NaN);
    if (!(seconds > 0)) throw new UsageError(`--for must be a time such as 90s, 30m, 2h or 7d, received ${JSON.stringify(duration)}`);
    return Math.ceil(now / 1000) + seconds;
  }
  if (until === undefined) return undefined;
  const instant = INSTANT.test(until) ? Date.parse(until) : NaN;
  if (Number.isNaN(instant)) throw new UsageError(`--until must be a time with its zone, such as 2026-12-01T00:00Z, received ${JSON.stringify(until)}`);
  if (instant <= now) throw new UsageError(`--until: ${until} is over; it is ${new Date(now).toISOString()}`);
  return Math.ceil(instant / 1000);
}
