import { ResolvedTarget } from './ports';
import { ApplicationProfilesPlan, LeasesPlan, RoutePlan, TargetPlan, TenantPlan } from '../../src/contract/plan';

/** The plan as the gateway uses it: validated, every deferred value filled in. */
export interface LoadedPlan {
  readonly routes: ReadonlyMap<string, RoutePlan>;
  readonly targets: ReadonlyMap<string, LoadedTarget>;
  readonly tenants: ReadonlyMap<string, TenantPlan>;
  /** Each the shard of a target. */
  readonly drainedShards?: readonly string[];
  readonly leases?: LeasesPlan;
  readonly tokenCounting?: boolean;
  readonly tenantMetrics?: boolean;
  /** The routes with a target that is called by a model or profile id, those that try it first before the others. */
  readonly routesByModel: ReadonlyMap<string, readonly string[]>;
}

/** A target of the plan, with its deferred values filled in. */
export interface LoadedTarget extends ResolvedTarget, Omit<TargetPlan, keyof ResolvedTarget | 'applicationProfiles' | 'guardrails'> {
  /** Absent: every call names its `modelId`. */
  readonly applicationProfiles?: LoadedProfiles;
  /** By route, for those that have a guardrail. */
  readonly guardrails?: ReadonlyMap<string, LoadedGuardrail>;
}

/** A guardrail of a target's account and Region. */
export interface LoadedGuardrail {
  readonly identifier: string;
  readonly version: string;
}

/** What is called in the place of a target's model. */
export interface LoadedProfiles {
  readonly by: ApplicationProfilesPlan['by'];
  /** By the name of the tenant or route. */
  readonly arns: ReadonlyMap<string, string>;
}
