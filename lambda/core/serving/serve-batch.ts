import { AttemptRecord, CandidateRecord, RequestOutcome } from '../decision-record';
import { ErrorReason, isGatewayError } from '../gateway-error';
import { ModelAnswer, sumOf } from '../model-answer';
import { CallerLeft } from './caller-left';
import { RequestTrace } from './request-trace';
import { serveWhole } from './serve-whole';
import { ServedAnswer } from './served';
import { RequestAccount } from './settlement';
import { Work } from './work';
import { PreparedCall } from '../requests/prepared-request';

/** Calls of one request that are under way at once: a batch is no way to get ahead of everybody else. */
const MOST_AT_ONCE = 8;

/** One call of a request that takes several. */
export interface CallPlace {
  /** Its place among them. */
  readonly index: number;
  /** Aborts when the caller leaves, and when nobody needs the call any more. */
  readonly callerSignal: AbortSignal;
  /** What is noted of it. */
  readonly noted: RequestTrace;
}

export interface Batch {
  readonly calls: readonly PreparedCall[];
  readonly workFor: (call: PreparedCall, place: CallPlace) => Promise<Work>;
  /** Of the whole request. */
  readonly trace: RequestTrace;
  readonly callerSignal: AbortSignal;
  readonly account: RequestAccount;
  readonly now: () => number;
  readonly record: (outcome: RequestOutcome, reason?: ErrorReason) => void;
  readonly reportFault: (error: unknown) => void;
}

/**
 * Serves a request whose answer takes several calls, a few at a time, each as any other request would be: with its own
 * candidates, attempts and reservations of capacity. The tenant's quota was asked for all of them at once.
 *
 * All or nothing: the first call that fails ends the request, and what others have used is charged all the same.
 * @throws GatewayError, CallerLeft
 */
export async function serveBatch({ account, calls, callerSignal, now, record, reportFault, trace, workFor }: Batch): Promise<ServedAnswer> {
  const over = new AbortController();
  const leave = () => over.abort(callerSignal.reason);
  if (callerSignal.aborted) leave();
  callerSignal.addEventListener('abort', leave, { once: true });

  const answers: ModelAnswer[] = [];
  const notes = calls.map((): RequestTrace => ({ ...trace, attempts: [], ledgerErrors: 0 }));
  let failure: { readonly error: unknown } | undefined;
  let begun = 0;

  const serveOne = async (index: number): Promise<void> => {
    try {
      const work = await workFor(calls[index]!, { index, callerSignal: over.signal, noted: notes[index]! });
      const served = await serveWhole({ ...work, account: { ...work.account, close: async () => undefined } });
      answers[index] = served.answer;
      // The next call need not wait until this one is counted, and whoever closes the account does.
      work.account.meanwhile(served.settle());
    } catch (error) {
      // Those that follow have ended because of this one, or would have failed on their own.
      if (failure && !(error instanceof CallerLeft) && !isGatewayError(error)) reportFault(error);
      failure ??= { error };
      over.abort();
    }
  };
  const serveInTurn = async (): Promise<void> => {
    while (begun < calls.length && !failure) await serveOne(begun++);
  };

  trace.calls = calls.length;
  await Promise.all(Array.from({ length: Math.min(MOST_AT_ONCE, calls.length) }, serveInTurn));
  callerSignal.removeEventListener('abort', leave);
  sumUp(trace, notes, failure !== undefined && !callerSignal.aborted);
  if (failure) throw callerSignal.aborted ? new CallerLeft() : failure.error;

  const { target, tier } = furthest(notes);
  trace.target = target;
  trace.tier = tier;
  trace.firstContentAt = now();
  let settled: Promise<void> | undefined;
  const settle = () => settled ??= account.close();
  return {
    kind: 'answer',
    target: target!,
    format: 'invoke',
    attempts: trace.attempts.length,
    limits: trace.limits,
    answer: {
      body: new Uint8Array(),
      vectors: answers.flatMap(({ vectors = [] }) => vectors),
      usage: sumOf(answers.map(({ usage }, index) => usage ?? estimated(calls[index]!))),
    },
    settle,
    async finish(refused) {
      await settle();
      if (refused) record('failed', refused.reason);
      else record(callerSignal.aborted ? 'callerLeft' : 'success');
    },
  };
}

/** What the tenant is charged with as well, and marked there. */
function estimated({ inputEstimate }: PreparedCall) {
  return { inputTokens: inputEstimate, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
}

/** @param givenUp calls that were cut off have not been left by the caller, but for the one that failed */
function sumUp(trace: RequestTrace, notes: readonly RequestTrace[], givenUp: boolean): void {
  const outcomeOf = (attempt: AttemptRecord): AttemptRecord =>
    (givenUp && attempt.outcome === 'callerLeft' ? { ...attempt, outcome: 'givenUp' } : attempt);
  trace.attempts.push(...notes.flatMap(({ attempts }) => attempts.map(outcomeOf)));
  trace.candidates = candidatesOf(notes);
  for (const { ledgerErrors } of notes) trace.ledgerErrors += ledgerErrors;
}

/** Of a request that was answered by several targets, the one that stands for it: the first of the last tier that was needed. */
function furthest(notes: readonly RequestTrace[]): RequestTrace {
  return notes.reduce((best, other) => ((other.tier ?? 0) > (best.tier ?? 0) ? other : best));
}

/** Every target that any call had, passed over only if it was by all that had it. */
function candidatesOf(notes: readonly RequestTrace[]): readonly CandidateRecord[] {
  const known = new Map<string, CandidateRecord>();
  for (const candidate of notes.flatMap(({ candidates }) => candidates)) {
    const earlier = known.get(candidate.target);
    if (!earlier || !candidate.skipped) known.set(candidate.target, candidate);
  }
  return [...known.values()];
}
