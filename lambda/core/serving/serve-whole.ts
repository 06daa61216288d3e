import { ConverseAnswer } from '../converse';
import { SuccessfulAttempt } from './attempt-session';
import { pastContentFilter } from './past-filter';
import { ServedAnswer } from './served';
import { wholeCall } from './upstream-calls';
import { Work } from './work';

/** An answer in one piece. @throws GatewayError, CallerLeft */
export async function serveWhole(work: Work): Promise<ServedAnswer> {
  const { account, answered, body, callerSignal, choice, deadlineAt, hedging, record, reportFault, route, session, tools } = work;
  const charge = ({ candidate, completed, reservation, result, scope }: SuccessfulAttempt<ConverseAnswer>) => {
    scope.close();
    completed();
    return account.add({ target: candidate.target, reservation, usage: result.usage, contentEvents: 0 });
  };
  const call = wholeCall(tools, body, route, deadlineAt);
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
