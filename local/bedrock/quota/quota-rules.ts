import { expectField, JsonObject, readObject, readOptionalString, readOptionalWhole, rejectUnknownFields } from '../json-fields';
import { parseModelId, PoolKey } from '../model-id';

/** Limits of one pool. Absent: as a less specific rule says, else unlimited. Null: unlimited. */
export interface QuotaLimits {
  readonly requestsPerMinute?: number | null;
  readonly tokensPerMinute?: number | null;
  readonly tokensPerDay?: number | null;
}

/** Which pools a rule sets. */
export interface QuotaSelector {
  /** Every account when absent. */
  readonly account?: string;
  /** The source Region; every one when absent. */
  readonly region?: string;
  /** The id that callers use; it selects the on-demand, the geographic or the Global pool. */
  readonly model: string;
}

export type QuotaRule = QuotaSelector & QuotaLimits;

interface StoredRule {
  readonly rule: QuotaRule;
  readonly pool: PoolKey;
}

/** The limits in force; a rule that names account and Region goes before one that names less. */
export class QuotaRules {
  private readonly rules = new Map<string, StoredRule>();

  /** Replaces the limits that the same selector set before. */
  set(selector: QuotaSelector, limits: QuotaLimits, pool: PoolKey): void {
    const key = JSON.stringify([selector.account, selector.region, pool.family, pool.model]);
    this.rules.set(key, { rule: { ...selector, ...limits }, pool });
  }

  limitsOf(account: string, region: string, pool: PoolKey): QuotaLimits {
    if (this.rules.size === 0) return {};
    const matching = [...this.rules.values()].filter(({ rule, pool: ruled }) => ruled.family === pool.family && ruled.model === pool.model
      && (rule.account ?? account) === account && (rule.region ?? region) === region);
    matching.sort((one, other) => specificity(one.rule) - specificity(other.rule));
    const limits: { -readonly [name in keyof QuotaLimits]: QuotaLimits[name] } = {};
    for (const { rule } of matching) {
      if (rule.requestsPerMinute !== undefined) limits.requestsPerMinute = rule.requestsPerMinute;
      if (rule.tokensPerMinute !== undefined) limits.tokensPerMinute = rule.tokensPerMinute;
      if (rule.tokensPerDay !== undefined) limits.tokensPerDay = rule.tokensPerDay;
    }
    return limits;
  }

  list(): readonly QuotaRule[] {
    return [...this.rules.values()].map((stored) => stored.rule);
  }

  clear(): void {
    this.rules.clear();
  }
}

function specificity(rule: QuotaRule): number {
  return (rule.account === undefined ? 0 : 2) + (rule.region === undefined ? 0 : 1);
}

const LIMIT_NAMES = ['requestsPerMinute', 'tokensPerMinute', 'tokensPerDay'] as const;

/** @throws Error naming the field that is wrong */
export function parseQuota(json: unknown): { readonly selector: QuotaSelector; readonly limits: QuotaLimits } {
  const object = readObject(json, 'quota');
  rejectUnknownFields(object, 'quota', ['account', 'region', 'model', ...LIMIT_NAMES]);
  const model = readOptionalString(object, 'model', 'quota') ?? expectField('quota.model', undefined, 'the model id or profile id that callers use');
  checkModelId(model);
  const account = readOptionalString(object, 'account', 'quota');
  const region = readOptionalString(object, 'region', 'quota');
  const limits = Object.fromEntries(LIMIT_NAMES.filter((name) => object[name] !== undefined).map((name) => [name, readLimit(object, name)]));
  if (Object.keys(limits).length === 0) throw new Error(`quota: no limit given; expected at least one of ${LIMIT_NAMES.join(', ')}.`);
  return { selector: { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }), model }, limits };
}

function readLimit(object: JsonObject, name: string): number | null | undefined {
  return object[name] === null ? null : readOptionalWhole(object, name, 'quota');
}

function checkModelId(model: string): void {
  try {
    parseModelId(model);
  } catch {
    expectField('quota.model', model, 'a model id, an inference profile id, or an ARN of one');
  }
}
