import { RoutePlan, TenantPlan } from '../../../src/contract/plan';
import { affinityKey } from '../affinity/affinity-key';
import { hedgingOf } from '../attempts/hedging';
import { RetryBudget } from '../attempts/retry-budget';
import { ConverseAnswer, ConverseEvent, InferenceRequest } from '../converse';
import { DecisionRecord, RequestOutcome } from '../decision-record';
import { estimateInputTokens } from '../estimate-input';
import { ErrorReason, GatewayError, isGatewayError } from '../gateway-error';
import { admitTenant } from './admission';
import { createAttemptSession, SuccessfulAttempt } from './attempt-session';
import { CallerLeft } from './caller-left';
import { chooseCandidates } from './choose-candidates';
import { deliverStream } from './deliver-stream';
import { pastContentFilter } from './past-filter';
import { CommittedStream } from './read-stream';
import { closeTrace, RequestTrace } from './request-trace';
import { Account, openAccount } from './settlement';
import { streamedCall, wholeCall } from './upstream-calls';
import { Health } from '../health/health';
import { headroomIn } from '../ledger/headroom';
import { Amount } from '../ledger/item-write';
import { Ledger } from '../ledger/ledger';
import { LoadedPlan } from '../loaded-plan';
import { normalizeMaxTokens } from '../normalize-max-tokens';
import { Observations } from '../observations/observations';
import { Clock, EncodeText, Identity, ModelClient, Random } from '../ports';
import { reservedTokens } from '../quota-tokens';

/** What serving needs, made once. */
export interface ServingTools {
  readonly plan: LoadedPlan;
  readonly models: ModelClient;
  readonly encodeText: EncodeText;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly retryBudget: RetryBudget;
  readonly health: Health;
  readonly observations: Observations;
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
   * @param failure what the caller was told instead of the answer, or in the middle of it
   */
  finish(failure?: GatewayError): Promise<void>;
}

interface ServedAnswer extends ServedRequest {
  readonly kind: 'answer';
  readonly answer: ConverseAnswer;
  /** Settles the quotas before `finish`, which then only waits for it. Never throws. */
  settle(): Promise<void>;
}

export type Served =
  | ServedAnswer
  /** The events throw a GatewayError when the stream breaks after content was sent, CallerLeft when nobody reads. */
  | ServedRequest & { readonly kind: 'stream'; readonly events: AsyncIterable<ConverseEvent> };

/**
 * The way of one request: limits, admission, candidates, attempts, commit, settlement, record.
 * @throws GatewayError when the request ends without an answer, and nothing is charged then; CallerLeft when nobody
 * waits for it any more, and a call that had begun is charged by estimate then
 */
export async function serve(tools: ServingTools, serving: ServingRequest): Promise<Served> {
  const { clock, ledger, plan, random } = tools;
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
  let account: Account | undefined;

  try {
    const { route, tenant } = allowedRoute(plan, identity, request.route);
    const { body, maxTokens } = normalizeMaxTokens(request.body, route);
    const inputEstimate = estimateInputTokens(body);
    const amount: Amount = { requests: 1, tokens: reservedTokens(inputEstimate, maxTokens) };
    trace.maxTokens = maxTokens;
    trace.reservedTokens = amount.tokens;
    const tenantReservation = await admitTenant(ledger, identity.tenant, tenant, amount, trace);
    const opened = openAccount(ledger, trace, inputEstimate, tenantReservation);
    account = opened;

    const deadlineAt = Math.min(serving.arrivedAt + route.deadlineMs, serving.latestEnd);
    const choice = await chooseCandidates(route, plan.targets, {
      random,
      sequence: tenantReservation?.sequence,
      inputEstimate,
      maxTokens,
      observations: tools.observations,
      headroom: headroomIn(ledger, clock.now),
      affinityKey: affinityKey(route.affinity, identity.tenant, body, serving.header),
    }, tools.health);
    const session = createAttemptSession(tools, {
      ...choice,
      tenant: identity.tenant,
      limits: { deadlineAt, maxAttempts: route.maxAttempts },
      amount,
      callerSignal: serving.callerSignal,
      account: opened,
    }, trace);
    const hedging = route.hedging && hedgingOf(route.hedging, tools.observations, request.streamed ? 'streamed' : 'whole');
    const answered = (attempt: SuccessfulAttempt<unknown>) => {
      trace.firstContentAt ??= clock.now();
      trace.target = attempt.candidate.target.name;
      trace.tier = attempt.candidate.tier;
      return { target: trace.target, attempts: trace.attempts.length };
    };
    const record = (outcome: RequestOutcome, reason?: ErrorReason) => tools.record(closeTrace(trace, clock.now(), outcome, reason));

    if (!request.streamed) {
      const call = wholeCall(tools, body, deadlineAt);
      const charge = ({ candidate, reservation, result, scope }: SuccessfulAttempt<ConverseAnswer>) => {
        scope.close();
        return opened.add({ target: candidate.target, reservation, usage: result.usage, contentEvents: 0 });
      };
      const attempt = await pastContentFilter(session, await session.next(call, hedging), {
        call, others: choice.forFilteredAnswers, stopReasonOf: ({ stopReason }) => stopReason, discard: charge,
      });
      const settleOnce = async () => {
        await charge(attempt);
        await opened.close();
      };
      let settled: Promise<void> | undefined;
      const settleAnswer = () => settled ??= settleOnce();
      return {
        ...answered(attempt),
        kind: 'answer',
        answer: attempt.result,
        settle: settleAnswer,
        async finish(failure) {
          await settleAnswer();
          if (failure) record('failed', failure.reason);
          else record(serving.callerSignal.aborted ? 'callerLeft' : 'success');
        },
      };
    }

    const call = streamedCall(tools, body, route);
    const charge = ({ candidate, reservation, result, scope }: SuccessfulAttempt<CommittedStream>) => {
      scope.close();
      const { usage, contentEvents } = result.progress;
      return opened.add({ target: candidate.target, reservation, usage, contentEvents });
    };
    const attempt = await pastContentFilter(session, await session.next(call, hedging), {
      call, others: choice.forFilteredAnswers, stopReasonOf: ({ progress }) => progress.stopReason, discard: charge,
    });
    const delivery = { tools, route, body, session, charge, callerSignal: serving.callerSignal, onTakenOver: answered };
    const stream = deliverStream(delivery, attempt);
    return {
      ...answered(attempt),
      kind: 'stream',
      events: stream.events,
      async finish(failure) {
        const { outcome, reason } = await stream.finish(failure);
        await opened.close();
        record(outcome, reason);
      },
    };
  } catch (error) {
    await account?.close();
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

function endOf(error: unknown): readonly [RequestOutcome, ErrorReason | undefined] {
  if (error instanceof CallerLeft) return ['callerLeft', undefined];
  if (!isGatewayError(error)) return ['failed', 'internal'];
  const refused = error.status < 500 && error.reason !== 'throttled' && error.reason !== 'modelFailed';
  return [refused ? 'rejected' : 'failed', error.reason];
}
