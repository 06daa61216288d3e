import { RoutePlan, TenantPlan } from '../../../src/contract/plan';
import { listCandidates } from '../attempts/candidates';
import { ConverseAnswer, ConverseEvent, InferenceRequest, Usage } from '../converse';
import { DecisionRecord, RequestOutcome } from '../decision-record';
import { estimateInputTokens } from '../estimate-input';
import { classify } from '../failures/classify';
import { failureClass } from '../failures/failure-classes';
import { ErrorReason, GatewayError, isGatewayError } from '../gateway-error';
import { Amount } from '../ledger/item-write';
import { Ledger, Reservation } from '../ledger/ledger';
import { NOTHING } from '../ledger/window';
import { LoadedPlan } from '../loaded-plan';
import { normalizeMaxTokens } from '../normalize-max-tokens';
import { Clock, Identity, ModelClient, Random } from '../ports';
import { reservedTokens, settledTokens } from '../quota-tokens';
import { isUpstreamError } from '../upstream-error';
import { admitTenant, settle } from './admission';
import { CallerLeft } from './caller-left';
import { CommittedStream, readToEnd, readUntilContent } from './read-stream';
import { closeTrace, RequestTrace } from './request-trace';
import { runAttempts, SuccessfulAttempt } from './run-attempts';

/** What serving needs, made once. */
export interface ServingTools {
  readonly plan: LoadedPlan;
  readonly models: ModelClient;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  /** Told about every request, once, when it has ended. */
  readonly record: (record: DecisionRecord) => void;
}

export interface ServingRequest {
  readonly requestId: string;
  readonly arrivedAt: number;
  readonly identity: Identity;
  readonly request: InferenceRequest;
  /** The compute ends then, whatever the route allows. */
  readonly latestEnd: number;
  /** Aborts when the caller leaves. */
  readonly callerSignal: AbortSignal;
}

/** Stands in records for a route that does not exist; no route can be called so. */
const UNKNOWN_ROUTE = '(unknown)';

interface ServedRequest {
  readonly target: string;
  readonly attempts: number;
  /**
   * Settles the quotas and records the request. To be called exactly once, when the caller has the answer or has left.
   * Never throws.
   */
  finish(): Promise<void>;
}

export type Served =
  | ServedRequest & { readonly kind: 'answer'; readonly answer: ConverseAnswer }
  /** The events throw a GatewayError when the stream breaks after content was sent, CallerLeft when nobody reads. */
  | ServedRequest & { readonly kind: 'stream'; readonly events: AsyncIterable<ConverseEvent> };

/**
 * The way of one request: limits, admission, candidates, attempts, commit, settlement, record.
 * @throws GatewayError when the request ends without an answer; nothing is charged then
 */
export async function serve(tools: ServingTools, serving: ServingRequest): Promise<Served> {
  const { clock, ledger, models, plan, random } = tools;
  const { identity, request } = serving;
  const trace: RequestTrace = {
    requestId: serving.requestId,
    arrivedAt: serving.arrivedAt,
    identity,
    // Only names from the plan reach logs and metrics: whatever else a caller writes could be anything, and any number of it.
    route: plan.routes.has(request.route) ? request.route : UNKNOWN_ROUTE,
    streamed: request.streamed,
    candidates: [],
    attempts: [],
    ledgerErrors: 0,
  };
  let tenantReservation: Reservation | undefined;

  try {
    const { route, tenant } = allowedRoute(plan, identity, request.route);
    const { body, maxTokens } = normalizeMaxTokens(request.body, route);
    const inputEstimate = estimateInputTokens(body);
    const amount: Amount = { requests: 1, tokens: reservedTokens(inputEstimate, maxTokens) };
    trace.maxTokens = maxTokens;
    trace.reservedTokens = amount.tokens;
    tenantReservation = await admitTenant(ledger, identity.tenant, tenant, amount, trace);

    const attempt = await runAttempts<ConverseAnswer | CommittedStream>(tools, {
      candidates: listCandidates(route, plan.targets, { random, sequence: tenantReservation?.sequence }),
      limits: { deadlineAt: Math.min(serving.arrivedAt + route.deadlineMs, serving.latestEnd), maxAttempts: route.maxAttempts },
      amount,
      callerSignal: serving.callerSignal,
      call: async ({ target }, { signal }) => request.streamed
        ? readUntilContent(await models.converseStream({ target, body, signal }))
        : models.converse({ target, body, signal }),
    }, trace);

    trace.firstContentAt = clock.now();
    trace.target = attempt.candidate.target.name;
    trace.tier = attempt.candidate.tier;
    return deliver(tools, serving, { trace, attempt, inputEstimate, tenantReservation });
  } catch (error) {
    await settle(ledger, tenantReservation, NOTHING, trace);
    const [outcome, reason] = endOf(error);
    tools.record(closeTrace(trace, clock.now(), outcome, reason));
    throw error;
  }
}

function allowedRoute(plan: LoadedPlan, identity: Identity, name: string): { readonly route: RoutePlan; readonly tenant: TenantPlan } {
  const tenant = plan.tenants.get(identity.tenant);
  if (!tenant) throw new GatewayError('forbidden', 'the tenant of this key is no longer part of this gateway');
  const route = plan.routes.get(name);
  // The same answer for a route that does not exist and for one that is somebody else's: neither can be probed.
  if (!route || !tenant.routes.includes(name)) {
    throw new GatewayError('unknownRoute', `the model ${JSON.stringify(name)} does not exist or is not open to this key`, { field: 'model' });
  }
  return { route, tenant };
}

interface Delivery {
  readonly trace: RequestTrace;
  readonly attempt: SuccessfulAttempt<ConverseAnswer | CommittedStream>;
  readonly inputEstimate: number;
  readonly tenantReservation?: Reservation;
}

function deliver(tools: ServingTools, { callerSignal }: ServingRequest, delivery: Delivery): Served {
  const { trace, attempt, inputEstimate, tenantReservation } = delivery;
  const { result, candidate, scope } = attempt;
  const { burndown } = candidate.target;
  const served = { target: candidate.target.name, attempts: trace.attempts.length };

  const finish = async (outcome: RequestOutcome, usage: Usage | undefined, estimate: () => Usage, reason?: ErrorReason) => {
    scope.close();
    trace.usage = usage;
    trace.settledByEstimate = usage ? undefined : true;
    trace.settledTokens = settledTokens(usage ?? estimate(), burndown);
    const used: Amount = { requests: 1, tokens: trace.settledTokens };
    await Promise.all([
      settle(tools.ledger, tenantReservation, used, trace),
      settle(tools.ledger, attempt.reservation, used, trace),
    ]);
    tools.record(closeTrace(trace, tools.clock.now(), outcome, reason));
  };

  if ('body' in result) {
    const { usage } = result;
    return { ...served, kind: 'answer', answer: result, finish: () => finish(callerSignal.aborted ? 'callerLeft' : 'success', usage, () => usage) };
  }

  const { progress } = result;
  let broken: ErrorReason | undefined;
  async function* events(committed: CommittedStream): AsyncGenerator<ConverseEvent> {
    try {
      yield* readToEnd(committed);
    } catch (error) {
      if (callerSignal.aborted) throw new CallerLeft();
      const failure = brokenStreamOf(isUpstreamError(scope.signal.reason) ? scope.signal.reason : error);
      broken = failure.reason;
      throw failure;
    }
  }
  return {
    ...served,
    kind: 'stream',
    events: events(result),
    finish: () => finish(
      broken ? 'brokenStream' : progress.complete ? 'success' : 'callerLeft',
      progress.usage,
      // About one token an event: what has been read is all that can be known.
      () => ({ inputTokens: inputEstimate, outputTokens: progress.contentEvents, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }),
      broken,
    ),
  };
}

/** After content has been sent, the caller can only be told that the answer is not whole. */
function brokenStreamOf(error: unknown): GatewayError {
  if (!isUpstreamError(error)) return new GatewayError('internal', 'the answer broke off');
  const { answer, blame } = failureClass(classify(error));
  if (blame === 'caller') return new GatewayError('modelFailed', error.message);
  return new GatewayError(answer, 'the answer broke off before it was complete');
}

function endOf(error: unknown): readonly [RequestOutcome, ErrorReason | undefined] {
  if (error instanceof CallerLeft) return ['callerLeft', undefined];
  if (!isGatewayError(error)) return ['failed', 'internal'];
  const refused = error.status < 500 && error.reason !== 'throttled' && error.reason !== 'modelFailed';
  return [refused ? 'rejected' : 'failed', error.reason];
}
