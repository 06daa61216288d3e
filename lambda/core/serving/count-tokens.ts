import { openAttemptScope } from '../attempts/attempt-scope';
import { classify } from '../failures/classify';
import { failureClass } from '../failures/failure-classes';
import { GatewayError } from '../gateway-error';
import { bodyFamilyOf } from '../invoke/body-family';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';
import { applyOverrides } from '../overrides/apply-overrides';
import { Overrides } from '../overrides/overrides';
import { Clock, Identity, ModelClient } from '../ports';
import { CountRequest } from '../requests/count-request';
import { openShards } from '../shards/open-shards';
import { routeWithin } from '../shards/route-within';
import { isUpstreamError } from '../upstream-error';
import { CallerLeft } from './caller-left';
import { answerOf } from './failure-answers';
import { allowedTenant, routeFor, unknownRoute } from './route-for';

export interface CountingTools {
  readonly plan: LoadedPlan;
  readonly models: ModelClient;
  readonly overrides: Overrides;
  readonly clock: Clock;
}

export interface Counting {
  readonly identity: Identity;
  readonly request: CountRequest;
  readonly callerSignal: AbortSignal;
}

/** A count is asked for before something else, and by people who wait. */
const DEADLINE_MS = 10_000;

/** What Bedrock says of a model whose tokens it does not count. Another model of the route may be counted, differently: nobody asked for that. */
const MOST_TARGETS = 3;

/**
 * The input tokens of a request, counted by Bedrock for the model that the route tries first: each has its own way to count.
 * It costs no quota, neither here nor there. Targets of the same model stand in for each other.
 * @throws GatewayError, CallerLeft
 */
export async function countTokens({ clock, models, overrides, plan }: CountingTools, { callerSignal, identity, request }: Counting): Promise<number> {
  if (!plan.tokenCounting) {
    throw new GatewayError('notFound', 'tokens are not counted by this gateway: its operator can switch it on with tokenCounting', { deliberate: true });
  }
  const tenant = allowedTenant(plan, identity);
  const routeName = routeFor(plan, identity.tenant, request.route);
  const planned = routeName === undefined ? undefined : plan.routes.get(routeName);
  if (routeName === undefined || !planned) throw unknownRoute(request.route);
  const current = await overrides.current();
  const route = routeWithin(planned, plan.targets, openShards(identity.tenant, tenant.shards, tenant.shards && current.drainedShards));
  const { isDrained } = applyOverrides(current, plan.targets, { tenantName: identity.tenant, tenant, routeName, route }, () => undefined);

  const inOrder = route.tiers.flatMap(({ members }) => members.flatMap(({ target }) => plan.targets.get(target) ?? []))
    .filter((target) => !isDrained?.(target));
  const [first] = inOrder;
  const alike = inOrder.filter((target) => isCounted(target) && target.foundationModel === first?.foundationModel).slice(0, MOST_TARGETS);
  if (alike.length === 0) {
    throw new GatewayError('invalidRequest', 'the tokens of the model behind this route cannot be counted: only those of foundation models in the gateway\'s own account are');
  }
  const input = request.inputFor(bodyFamilyOf(first?.foundationModel)?.name);
  const scope = openAttemptScope(clock, clock.now() + DEADLINE_MS, callerSignal);
  try {
    for (const [index, target] of alike.entries()) {
      try {
        return await models.countTokens({ target, modelId: target.foundationModel!, input, signal: scope.signal });
      } catch (error) {
        if (callerSignal.aborted) throw new CallerLeft();
        const cause = isUpstreamError(scope.signal.reason) ? scope.signal.reason : error;
        if (!isUpstreamError(cause)) throw error;
        const failure = classify(cause);
        if (!failureClass(failure).otherTarget || index === alike.length - 1) throw answerOf(failure, cause);
      }
    }
    throw new Error('every target was asked and none has ended the request');
  } finally {
    scope.close();
  }
}

/** Another account's models would need permissions there, for an answer that is the same here. */
function isCounted({ foundationModel, role }: LoadedTarget): boolean {
  return foundationModel !== undefined && role === undefined;
}
