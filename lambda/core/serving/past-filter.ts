import { isGatewayError } from '../gateway-error';
import { AttemptSession, SuccessfulAttempt } from './attempt-session';
import { CallerLeft } from './caller-left';
import { Call } from './one-attempt';
import { JudgedCandidate } from '../health/order-by-health';

/**
 * The model's own filter, in the words of Converse, of Claude and of OpenAI's format. A guardrail is the operator's decision,
 * which no other target may undo.
 */
const FILTERED: readonly (string | undefined)[] = ['content_filtered', 'refusal', 'content_filter'];

export interface FilteredAnswers<Result> {
  readonly call: Call<Result>;
  readonly answerBy?: number;
  /** Where else to ask. Absent: a filtered answer stands. */
  readonly others?: () => Promise<readonly JudgedCandidate[]>;
  /** Undefined while the answer has not ended. */
  readonly stopReasonOf: (result: Result) => string | undefined;
  /** Charges an attempt whose answer is not used. */
  readonly discard: (attempt: SuccessfulAttempt<Result>) => Promise<void>;
  /** A fault of the gateway itself that the caller does not get to see. */
  readonly reportFault: (error: unknown) => void;
}

/**
 * Asks other targets when a model's content filter has kept its answer back before anything of it was passed on.
 * @returns the first answer that is not filtered, or else the last one that is
 */
export async function pastContentFilter<Result>(
  session: AttemptSession, first: SuccessfulAttempt<Result>, { answerBy, call, others, stopReasonOf, discard, reportFault }: FilteredAnswers<Result>,
): Promise<SuccessfulAttempt<Result>> {
  let current = first;
  let candidates: readonly JudgedCandidate[] | undefined;
  while (others && FILTERED.includes(stopReasonOf(current.result))) {
    const filtered = current;
    // Who has filtered the answer would filter it again.
    candidates = (candidates ?? await others()).filter(({ candidate }) => candidate.target.name !== filtered.candidate.target.name);
    session.turnTo(candidates, filtered, 'answerFiltered');
    try {
      current = await session.next(call, { answerBy });
    } catch (error) {
      if (error instanceof CallerLeft) {
        await discard(filtered);
        throw error;
      }
      // There is an answer: what failed is not the request, but the search for another one.
      if (!isGatewayError(error)) reportFault(error);
      return filtered;
    }
    await discard(filtered);
  }
  return current;
}
