import { ResolvedTarget } from './ports';
import { QuotaPlan, RoutePlan, TenantPlan, TokenPricePlan } from '../../src/contract/plan';

/** The plan as the gateway uses it: validated, every deferred value filled in. */
export interface LoadedPlan {
  readonly routes: ReadonlyMap<string, RoutePlan>;
  readonly targets: ReadonlyMap<string, LoadedTarget>;
  readonly tenants: ReadonlyMap<string, TenantPlan>;
}

export interface LoadedTarget extends ResolvedTarget {
  readonly capacity?: QuotaPlan;
  /** Quota tokens that one output token costs. */
  readonly burndown: number;
  /** The model goes on from a last message of the assistant. */
  readonly acceptsPrefill: boolean;
  /** Absent: nothing is known of what it costs. */
  readonly price?: TokenPricePlan;
  /** Input tokens that the model takes. Absent: not known. */
  readonly contextWindow?: number;
  /** Output tokens that the model may be asked for. Absent: not known. */
  readonly maxOutputTokens?: number;
}
