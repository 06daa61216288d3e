import { ModelAnswer } from '../model-answer';
import { SuccessfulAttempt } from './attempt-session';
import { pastContentFilter } from './past-filter';
import { ServedAnswer } from './served';
import { wholeCall } from './upstream-calls';
import { Work } from './work';

/** English prose has about 4. */
const BYTES_PER_TOKEN = 3;

/** An answer in one piece. @throws GatewayError, CallerLeft */
export async function serveWhole(work: Work): Promise<ServedAnswer> {
  const { account, answered, callerSignal, choice, hedging, maxTokens, record, reportFault, session, tools } = work;
  const charge = ({ candidate, completed, reservation, result, scope }: SuccessfulAttempt<ModelAnswer>) => {
    scope.close();
    completed();
    return account.add({ target: candidate.target, reservation, usage: result.usage, outputEstimate: Math.min(maxTokens, tokensIn(result.body)) });
  };
  const call = wholeCall(tools, work);
  const attempt = await pastContentFilter(session, await session.next(call, { hedging }), {
    call, others: choice.forFilteredAnswers, stopReasonOf: ({ stopReason }) => stopReason, discard: charge, reportFault,
  });

  const settleOnce = async () => {
    await charge(attempt);
    await account.close();
  };
  let settled: Promise<void> | undefined;
  const settle = () => settled ??= settleOnce();
  return {
    ...answered(attempt),
    kind: 'answer',
    answer: attempt.result,
    settle,
    async finish(failure) {
      await settle();
      if (failure) record('failed', failure.reason);
      else record(callerSignal.aborted ? 'callerLeft' : 'success');
    },
  };
}

/** Of an answer whose model does not tell: on the careful side, for the answer is not only text. */
function tokensIn({ byteLength }: Uint8Array): number {
  return Math.ceil(byteLength / BYTES_PER_TOKEN);
}
