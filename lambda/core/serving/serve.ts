import { RetryBudget } from '../attempts/retry-budget';
import { DecisionRecord, RequestOutcome } from '../decision-record';
import { Asking } from '../fairness/pool-request';
import { ErrorReason, isGatewayError } from '../gateway-error';
import { admitTenant } from './admission';
import { calledFor } from './called-for';
import { CallerLeft } from './caller-left';
import { chooseCandidates } from './choose-candidates';
import { createAttemptSession } from './create-attempt-session';
import { closeTrace, RequestTrace } from './request-trace';
import { allowedTenant, routeFor, unknownRoute } from './route-for';
import { CallPlace, serveBatch } from './serve-batch';
import { serveStream } from './serve-stream';
import { serveWhole } from './serve-whole';
import { Served } from './served';
import { openAccount, RequestAccount } from './settlement';
import { Work } from './work';
import { SharePlan } from '../../../src/contract/plan';
import { affinityKey } from '../affinity/affinity-key';
import { hedgingOf } from '../attempts/hedging';
import { standingOf, timeUntilGuaranteed } from '../fairness/standing';
import { Health } from '../health/health';
import { headroomIn } from '../ledger/headroom';
import { LedgerItem } from '../ledger/item-write';
import { Ledger } from '../ledger/ledger';
import { LoadedPlan } from '../loaded-plan';
import { Observations } from '../observations/observations';
import { applyOverrides, OverrideEffect, requireUndrained } from '../overrides/apply-overrides';
import { Overrides } from '../overrides/overrides';
import { Clock, EncodeText, Identity, ModelClient, Random } from '../ports';
import { reservedTokens } from '../quota-tokens';
import { limitsCost, mostThatRequestCosts } from '../quotas/cost-limit';
import { Use } from '../quotas/quota-dimensions';
import { InferenceRequest } from '../requests/inference-request';
import { prepare } from '../requests/prepare';
import { PreparedCall } from '../requests/prepared-request';
import { openShards } from '../shards/open-shards';
import { routeWithin } from '../shards/route-within';
import { targetsOf } from '../targets-of-route';

/** What serving needs, made once. */
export interface ServingTools {
  readonly plan: LoadedPlan;
  readonly models: ModelClient;
  readonly encodeText: EncodeText;
  readonly ledger: Ledger;
  /** Counts in this copy of the gateway alone: for tenants that fail open, while the other one does not answer. */
  readonly localLedger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly retryBudget: RetryBudget;
  readonly hedgeBudget: RetryBudget;
  readonly health: Health;
  readonly overrides: Overrides;
  readonly observations: Observations;
  /** A fault of the gateway itself, which no caller gets to see. */
  readonly reportFault: (requestId: string, error: unknown) => void;
  /** Told about every request, once, when it has ended. */
  readonly record: (record: DecisionRecord) => void;
}

export interface ServingRequest {
  readonly requestId: string;
  readonly arrivedAt: number;
  readonly identity: Identity;
  readonly request: InferenceRequest;
  /** A header of the request, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** The compute ends then, whatever the route allows. */
  readonly latestEnd: number;
  /** The connection to the caller is closed from outside when nothing has been sent for longer than this. */
  readonly maxSilenceMs: number;
  /** Aborts when the caller leaves. */
  readonly callerSignal: AbortSignal;
  /** Shards that take no requests at present. Absent: none is drained. */
  readonly drained?: ReadonlySet<string>;
}

/** Stands in records for a route that does not exist; no route can be called so. */
const UNKNOWN_ROUTE = '(unknown)';

/**
 * The way of one request: limits, admission, candidates, attempts, commit, settlement, record.
 * @throws GatewayError when the request ends without an answer, and nothing is charged then; CallerLeft when nobody
 * waits for it any more, and a call that had begun is charged by estimate then
 */
export async function serve(tools: ServingTools, serving: ServingRequest): Promise<Served> {
  const { clock, ledger, plan, random } = tools;
  const { identity, request } = serving;
  const routeName = routeFor(plan, identity.tenant, request.route);
  const trace: RequestTrace = {
    requestId: serving.requestId,
    arrivedAt: serving.arrivedAt,
    identity,
    // Only names from the plan reach logs and metrics: whatever else a caller writes could be anything, and any number of it.
    route: routeName ?? (plan.routes.has(request.route) ? request.route : UNKNOWN_ROUTE),
    streamed: request.streamed,
    candidates: [],
    attempts: [],
    ledgerErrors: 0,
  };
  const record = (outcome: RequestOutcome, reason?: ErrorReason) => tools.record(closeTrace(trace, clock.now(), outcome, reason));
  let account: RequestAccount | undefined;

  try {
    const plannedTenant = allowedTenant(plan, identity);
    const planned = routeName === undefined ? undefined : plan.routes.get(routeName);
    if (routeName === undefined || !planned) throw unknownRoute(request.route);
    const overrides = await tools.overrides.current();
    // A tenant that selects shards gets others in the place of those that are drained.
    const shards = openShards(identity.tenant, plannedTenant.shards, serving.drained ?? (plannedTenant.shards && overrides.drainedShards));
    trace.shards = shards.names;
    // From here on there are no other targets: nothing that follows could reach one outside of the tenant's shards.
    const open = routeWithin(planned, plan.targets, shards);
    const asked = { tenantName: identity.tenant, tenant: plannedTenant, routeName, route: open };
    const met = (effect: OverrideEffect) => { trace.overrides = [...trace.overrides ?? [], effect]; };
    const { tenant, isDrained } = applyOverrides(overrides, plan.targets, asked, met);
    const attribution = { tenant: identity.tenant, route: routeName, requestId: serving.requestId };
    const prepared = prepare(request, open, plan.targets, attribution);
    const { inputEstimate, maxTokens, route } = prepared;
    // Those that understand it may be fewer than those of the route.
    if (isDrained) requireUndrained(targetsOf({ tiers: route.tiers }, plan.targets), isDrained, routeName);
    const use: Use = {
      requests: prepared.calls?.length ?? 1,
      tokens: reservedTokens(inputEstimate, maxTokens),
      ...prepared.calls && { atOnce: 1 },
      ...limitsCost(tenant, routeName) && {
        cost: mostThatRequestCosts(prepared.cacheWrites(), { inputTokens: inputEstimate, maxTokens }, route, plan.targets),
      },
    };
    trace.maxTokens = maxTokens;
    trace.reservedTokens = use.tokens;
    trace.reservedCost = use.cost;

    const firstByteBy = serving.arrivedAt + serving.maxSilenceMs;
    const live = request.streamed && route.midStream !== 'buffer';
    // Of an answer that is sent at its end, nothing is sent before.
    const deadlineAt = Math.min(serving.arrivedAt + route.deadlineMs, serving.latestEnd, live ? Infinity : firstByteBy);
    const admission = { tenant: identity.tenant, route: routeName, use, endsBy: deadlineAt };
    const ofTenant = await admitTenant(tools, tenant, admission, clock.now, trace);
    const owed = account = openAccount(ledger, trace, ofTenant);

    const reportFault = (error: unknown) => tools.reportFault(serving.requestId, error);

    /** What one call needs to be served, with its own candidates, attempts and place in the order. */
    const workFor = async (call: PreparedCall, place: CallPlace): Promise<Work> => {
      const { callerSignal, noted } = place;
      const ofCall = owed.ofCall(call.inputEstimate);
      const useOfCall: Use = { requests: 1, tokens: reservedTokens(call.inputEstimate, maxTokens) };
      const choice = await chooseCandidates(route, plan.targets, {
        random,
        sequence: ofTenant && ofTenant.reservation.sequence + place.index,
        inputEstimate: call.inputEstimate,
        maxTokens,
        observations: tools.observations,
        headroom: headroomIn(ledger, clock.now),
        isDrained,
        affinityKey: affinityKey(route.affinity, identity.tenant, call.beginning, serving.header),
      }, tools.health);
      if (choice.candidates.length > 0 && choice.candidates.every(({ verdict }) => verdict === 'open' || verdict === 'probe')) trace.allTargetsOpen = true;
      const asks = tenant.share && askingFor(tenant.share, useOfCall, ofTenant?.ledger.lastKnown(ofTenant.reservation.key), clock.now());
      if (asks?.asking.standing === 'guaranteed') trace.withinGuarantee = true;
      const session = createAttemptSession(tools, {
        ...choice,
        tenant: identity.tenant,
        limits: { deadlineAt, maxAttempts: route.maxAttempts },
        use: useOfCall,
        callerSignal,
        account: ofCall,
        ...asks,
      }, noted);
      return {
        tools: {
          models: tools.models,
          clock,
          encodeText: tools.encodeText,
          observations: tools.observations,
          calledFor: (target) => calledFor(target, attribution, route.guardrail),
        },
        route,
        sentTo: call.sentTo,
        maxTokens,
        deadlineAt,
        firstByteBy,
        maxSilenceMs: serving.maxSilenceMs,
        callerSignal,
        session,
        account: ofCall,
        choice,
        hedging: route.hedging && hedgingOf(route.hedging, tools.observations, live ? 'streamed' : 'whole'),
        answered({ candidate: { target, tier } }) {
          noted.firstContentAt ??= clock.now();
          noted.target = target.name;
          noted.tier = tier;
          return { target: target.name, format: call.sentTo(target).kind, attempts: noted.attempts.length, limits: noted.limits };
        },
        reportFault,
        record,
      };
    };
    const { callerSignal } = serving;
    const { calls } = prepared;
    if (calls) return await serveBatch({ calls, workFor, trace, callerSignal, account: owed, now: clock.now, record, reportFault });
    const work = await workFor(prepared, { index: 0, callerSignal, noted: trace });
    return await (request.streamed ? serveStream(work) : serveWhole(work));
  } catch (error) {
    await account?.close();
    record(...endOf(error));
    throw error;
  }
}

function askingFor(share: SharePlan, use: Use, ledger: LedgerItem | undefined, now: number) {
  const asking: Asking = { share, standing: standingOf(share, ledger, now), guaranteedInMs: timeUntilGuaranteed(share, use, ledger, now) };
  return { asking, queueUntil: now + share.maxQueueMs };
}

function endOf(error: unknown): readonly [RequestOutcome, ErrorReason | undefined] {
  if (error instanceof CallerLeft) return ['callerLeft', undefined];
  if (!isGatewayError(error)) return ['failed', 'internal'];
  const refused = error.details.deliberate || (error.status < 500 && error.reason !== 'throttled' && error.reason !== 'modelFailed');
  return [refused ? 'rejected' : 'failed', error.reason];
}
