import { SuccessfulAttempt } from './attempt-session';
import { deliverStream } from './deliver-stream';
import { pastContentFilter } from './past-filter';
import { CommittedStream } from './read-stream';
import { ServedStream } from './served';
import { streamedCall } from './upstream-calls';
import { Work } from './work';

/** A streamed answer, from its first content on. @throws GatewayError, CallerLeft */
export async function serveStream(work: Work): Promise<ServedStream> {
  const { account, answered, choice, firstByteBy, hedging, record, reportFault, route, sentTo, session, tools } = work;
  const charge = ({ candidate, completed, reservation, result, scope }: SuccessfulAttempt<CommittedStream>) => {
    scope.close();
    const { complete, usage, contentEvents } = result.progress;
    if (complete) completed();
    return account.add({ target: candidate.target, reservation, usage, outputEstimate: contentEvents });
  };
  const call = streamedCall(tools, sentTo, route, firstByteBy);
  const attempt = await pastContentFilter(session, await session.next(call, { hedging, answerBy: firstByteBy }), {
    call, answerBy: firstByteBy, others: choice.forFilteredAnswers, stopReasonOf: ({ progress }) => progress.stopReason, discard: charge, reportFault,
  });

  const stream = deliverStream(work, attempt, charge);
  return {
    ...answered(attempt),
    kind: 'stream',
    events: stream.events,
    headers: attempt.result.headers,
    async finish(failure) {
      const { outcome, reason } = await stream.finish(failure);
      await account.close();
      record(outcome, reason);
    },
  };
}
