import { QuotaDimension } from '../bedrock-error';
import { PoolKey } from '../model-id';
import { QuotaLimits } from './quota-rules';
import { SlidingWindow } from './sliding-window';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MAXIMUM_POOLS = 10_000;

/** The answer of a pool to one request. */
export type Admission =
  | { readonly admitted: true; readonly settle: (quotaTokens: number) => void }
  | { readonly admitted: false; readonly exceeded: QuotaDimension };

/** One quota of one account in one source Region. */
export class QuotaPool {
  private readonly minute = new SlidingWindow(MINUTE_MS);
  private day = 0;
  private tokensToday = 0;

  /** Takes the reservation, or changes nothing. The first settlement counts, later ones are ignored. */
  admit(now: number, limits: QuotaLimits, reservedTokens: number): Admission {
    const exceeded = this.exceededBy(now, limits, reservedTokens);
    if (exceeded !== undefined) return { admitted: false, exceeded };
    const correct = this.minute.charge(now, reservedTokens);
    const day = this.day;
    this.tokensToday += reservedTokens;
    let settled = false;
    return {
      admitted: true,
      settle: (quotaTokens) => {
        if (settled) return;
        settled = true;
        correct(quotaTokens);
        if (this.day === day) this.tokensToday += quotaTokens - reservedTokens;
      },
    };
  }

  usage(now: number): { readonly requests: number; readonly tokens: number; readonly tokensToday: number } {
    this.turnDay(now);
    return { ...this.minute.totals(now), tokensToday: this.tokensToday };
  }

  private exceededBy(now: number, limits: QuotaLimits, reservedTokens: number): QuotaDimension | undefined {
    const used = this.usage(now);
    if (used.requests + 1 > (limits.requestsPerMinute ?? Infinity)) return 'requestsPerMinute';
    if (used.tokens + reservedTokens > (limits.tokensPerMinute ?? Infinity)) return 'tokensPerMinute';
    return used.tokensToday + reservedTokens > (limits.tokensPerDay ?? Infinity) ? 'tokensPerDay' : undefined;
  }

  /** Days are those of UTC; AWS does not publish when its daily quotas start anew. */
  private turnDay(now: number): void {
    const day = Math.floor(now / DAY_MS);
    if (day <= this.day) return;
    this.day = day;
    this.tokensToday = 0;
  }
}

/** The pools of every account and Region, each made when it is first touched. */
export class QuotaPools {
  private readonly pools = new Map<string, QuotaPool>();

  of(account: string, region: string, key: PoolKey): QuotaPool {
    const name = [account, region, key.family, key.model].join('|');
    const pool = this.pools.get(name) ?? new QuotaPool();
    // Moved to the end, so that the least recently used one is forgotten first.
    this.pools.delete(name);
    this.pools.set(name, pool);
    if (this.pools.size > MAXIMUM_POOLS) {
      for (const oldest of this.pools.keys()) {
        this.pools.delete(oldest);
        break;
      }
    }
    return pool;
  }

  clear(): void {
    this.pools.clear();
  }
}
