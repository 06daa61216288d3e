import { ServerResponse } from 'node:http';
import { allFrames, converseAnswer, StreamedAnswer } from '../workload/answers';
import { StreamOperation, STREAMS } from '../workload/operations';
import { SHORT_SPEECH, Speech } from '../workload/speech';

/** How far the streams are that have begun since the last speech was chosen. */
export interface SpeakingProgress {
  /** Of all streams together. */
  readonly tokensSent: number;
  /** Streams that wait to be told to go on. */
  readonly holding: number;
}

/** Says answers: streamed ones with each frame in a write of its own. */
export interface Speaker {
  /** For all streams that begin from now on. */
  choose(speech: Speech): void;
  answer(operation: StreamOperation, response: ServerResponse): void;
  /** Sends an answer that is not streamed. */
  answerWhole(response: ServerResponse): void;
  progress(): SpeakingProgress;
  /** Every stream goes on to its end, those that have not come to their hold yet as well. */
  release(): void;
}

const STREAM_HEADERS = {
  'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-bedrock-content-type': 'application/json', 'x-amzn-requestid': 'benchmark',
};

export function createSpeaker(): Speaker {
  let speech = SHORT_SPEECH;
  // Frames of long speeches take longer to make than to send.
  const answers = new Map<string, StreamedAnswer>();
  const wholeAnswers = new Map<string, Buffer>();
  let tokensSent = 0;
  let holding: (() => void)[] = [];
  let released = false;

  const answerTo = (operation: StreamOperation): StreamedAnswer => {
    const name = `${operation} ${speech.tokens} ${speech.tokenBytes}`;
    let answer = answers.get(name);
    if (!answer) answers.set(name, answer = STREAMS[operation](speech));
    return answer;
  };

  const wholeAnswer = (): Buffer => {
    const name = `${speech.tokens} ${speech.tokenBytes}`;
    let answer = wholeAnswers.get(name);
    if (!answer) wholeAnswers.set(name, answer = converseAnswer(speech));
    return answer;
  };

  return {
    choose(chosen) {
      speech = chosen;
      tokensSent = 0;
      released = false;
    },
    answer(operation, response) {
      const { everyMs, holdAfter, delayMs } = speech;
      const answer = answerTo(operation);
      const frames = allFrames(answer);
      const firstToken = answer.opening.length;
      const holdBefore = holdAfter === undefined ? undefined : firstToken + holdAfter;
      let next = 0;
      // Each in a turn of the event loop of its own, as frames come from a model: written at once they would arrive as one piece.
      const soon = () => {
        if (everyMs !== undefined && next > firstToken) setTimeout(writeNext, everyMs);
        else setImmediate(writeNext);
      };
      const writeNext = () => {
        if (response.destroyed) return;
        const hasRoom = response.write(frames[next]);
        if (next >= firstToken) tokensSent += 1;
        next += 1;
        if (next === frames.length) response.end();
        else if (next === holdBefore && !released) holding.push(soon);
        else if (hasRoom) soon();
        else response.once('drain', soon);
      };
      begin(delayMs, () => {
        response.writeHead(200, STREAM_HEADERS);
        writeNext();
      });
    },
    answerWhole(response) {
      const answer = wholeAnswer();
      begin(speech.delayMs, () => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length, 'x-amzn-requestid': 'benchmark' });
        response.end(answer);
      });
    },
    progress: () => ({ tokensSent, holding: holding.length }),
    release() {
      released = true;
      const waiting = holding;
      holding = [];
      for (const goOn of waiting) goOn();
    },
  };
}

/** At once without a delay, in the same turn of the event loop. */
function begin(delayMs: number | undefined, answer: () => void): void {
  if (delayMs === undefined) answer();
  else setTimeout(answer, delayMs);
}
