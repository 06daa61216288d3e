import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  Hedging, InferenceAccountRole, InferenceTarget, LedgerFailurePolicy, MidStreamPolicy, ResilientInferenceStack, RouteProps, RoutingStrategy,
  TenantProps,
} from 'cdk-resilient-inference';
import { hedgeDelay, Profile } from './profile';
import {
  HOME, HOME_ACCOUNT, HOME_REGION, neighbourOf, RouteShape, SHARD_ACCOUNT, targetName, TargetShape, tenantOf, WARM_UP,
} from './routes';

const GATEWAY_ROLE = 'scorecard-gateway';
const SHARD_ROLE = 'scorecard-shard';
const AMPLE = { requests: 10_000, tokens: 100_000_000 };

/** What the app needs to know of a scenario. */
export interface RoutedScenario {
  readonly id: string;
  readonly route: RouteShape;
}

/** Synthesizes a gateway with a route, targets and tenants for each scenario, and the account of the second shard. */
export function synthesize(outdir: string, scenarios: readonly RoutedScenario[], profile: Profile): void {
  const shards: InferenceTarget[] = [];
  const target = (name: string, shape: TargetShape, hedged = false): InferenceTarget => {
    const inShard = shape.account === SHARD_ACCOUNT;
    const made = InferenceTarget.crossRegion(shape.model, {
      name: targetName(name, shape),
      region: shape.region,
      contextWindow: shape.contextWindow,
      ...(hedged ? { capacity: { requestsPerMinute: AMPLE.requests } } : {}),
      ...(inShard ? { roleArn: InferenceAccountRole.arnFor(SHARD_ACCOUNT, SHARD_ROLE) } : {}),
    });
    if (inShard) shards.push(made);
    return made;
  };

  const routes: { [name: string]: RouteProps } = { [WARM_UP]: { targets: [target(WARM_UP, HOME)] } };
  const tenants: { [name: string]: TenantProps } = { [WARM_UP]: { routes: [WARM_UP] } };
  for (const { id, route } of scenarios) {
    const targets = route.targets.map((shape) => target(id, shape, route.hedged));
    const [first, ...others] = targets;
    if (first === undefined) throw new Error(`scenario ${id} has no target: name at least one`);
    routes[id] = {
      strategy: RoutingStrategy.ordered(),
      ...(route.hedged
        ? { targets, hedging: Hedging.afterSlowest5Percent({ initialDelay: Duration.millis(hedgeDelay(profile)) }) }
        : { targets: [first], fallbacks: others.map((fallback) => ({ targets: [fallback] })) }),
      contextWindowFallbacks: (route.forLongRequests ?? []).map((shape) => ({ targets: [target(id, shape)] })),
      contentFilterFallbacks: (route.forFilteredAnswers ?? []).map((shape) => ({ targets: [target(id, shape)] })),
      midStream: MID_STREAM[route.midStream ?? 'failClean'](),
      ...(route.patient === true ? {} : {
        firstTokenTimeout: Duration.millis(profile.firstTokenLimit),
        idleTimeout: Duration.millis(profile.idleLimit),
        deadline: Duration.millis(profile.deadline),
      }),
    };
    for (const tenant of [tenantOf(id), neighbourOf(id)]) tenants[tenant] = { routes: [id], ...limitsOf(route) };
  }

  const app = new App({ outdir, analyticsReporting: false });
  new ResilientInferenceStack(app, 'Scorecard', { env: { account: HOME_ACCOUNT, region: HOME_REGION }, roleName: GATEWAY_ROLE, routes, tenants });
  if (shards.length > 0) {
    const stack = new Stack(app, 'ScorecardShard', { env: { account: SHARD_ACCOUNT, region: HOME_REGION } });
    new InferenceAccountRole(stack, 'InferenceRole', { gatewayAccount: HOME_ACCOUNT, gatewayRoleName: GATEWAY_ROLE, targets: shards });
  }
  app.synth();
}

const MID_STREAM = {
  failClean: () => MidStreamPolicy.failClean(),
  resume: () => MidStreamPolicy.resume(),
  buffer: () => MidStreamPolicy.buffer(),
} as const;

function limitsOf({ quota, perMinute: { requests, tokens } = AMPLE }: RouteShape): TenantProps {
  if (quota === undefined) return {};
  return {
    quota: { requestsPerMinute: requests, quotaTokensPerMinute: tokens },
    onLedgerFailure: quota === 'failOpen' ? LedgerFailurePolicy.FAIL_OPEN : LedgerFailurePolicy.FAIL_CLOSED,
  };
}
