import { Agent } from 'node:http';
import { StreamApi } from './apis';
import { LARGE_CHUNK_BYTES, REPEATED_CHUNK_BYTES } from './memory-samples';
import { openStream, OpenStream } from '../load/open-stream';
import { Held, Usage } from '../processes/protocol';
import { RunningSubject, Stage } from '../subjects/start';
import { SpeakingProgress } from '../upstream/speaker';
import { SHORT_SPEECH, Speech } from '../workload/speech';

/** Somebody who reads streams of one API from one subject. */
export interface Readers {
  /** Text of each chunk of long streams. */
  readonly largeChunkBytes: number;
  choose(speech: Speech): Promise<void>;
  open(streams: number, agent: Agent): Promise<readonly OpenStream[]>;
  release(): Promise<void>;
  progress(): Promise<SpeakingProgress>;
  /** What the subject holds. */
  held(): Promise<Held>;
  /** When nothing is left to do for requests that have ended. */
  usage(): Promise<Usage>;
  forgetPeak(): Promise<boolean>;
}

export function readersOf(
  { upstream }: Pick<Stage, 'upstream'>, { child, port, apiKey }: RunningSubject, { format, path, headers, body, repeatsText }: StreamApi,
): Readers {
  let speech = SHORT_SPEECH;
  const ask = <Answer>(question: string) => {
    if (!child) throw new Error('the direct client has no process to ask');
    return child.ask<Answer>(question);
  };
  return {
    largeChunkBytes: repeatsText ? REPEATED_CHUNK_BYTES : LARGE_CHUNK_BYTES,
    async choose(chosen) {
      speech = chosen;
      await upstream.ask('speak', chosen);
    },
    open: (streams, agent) => Promise.all(Array.from({ length: streams }, () =>
      openStream({ port, path, headers, body, apiKey, agent, listener: format.listen(speech) }))),
    release: () => upstream.ask('release'),
    progress: () => upstream.ask('progress'),
    held: () => ask('held memory'),
    usage: () => ask('usage'),
    forgetPeak: () => ask('forget peak'),
  };
}
