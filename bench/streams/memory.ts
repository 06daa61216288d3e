import { Agent } from 'node:http';
import { STREAM_APIS, StreamApi } from './apis';
import { openStream, OpenStream } from '../load/open-stream';
import { BenchmarkFailure } from '../method/measure';
import { shuffle } from '../method/shuffle';
import { within } from '../method/within';
import { Held, Usage } from '../processes/protocol';
import { RunningSubject, Stage } from '../subjects/start';
import { canDo, SubjectName, SubjectTraits } from '../subjects/subjects';
import { SpeakingProgress } from '../upstream/speaker';
import { SHORT_SPEECH, Speech } from '../workload/speech';

/** What is measured of memory. */
export interface MemorySchedule {
  readonly rounds: number;
  /** Names of APIs, with those that others are compared with. */
  readonly apis: readonly string[];
  /** Numbers of streams that are open at once. */
  readonly open: readonly number[];
  /** Numbers of chunks of the streams whose readers stand still in the middle. */
  readonly standing: readonly number[];
  /** Numbers of chunks of the streams that are read to their end without a pause; each divides the largest. */
  readonly reading: readonly number[];
}

export const MEMORY: MemorySchedule = {
  rounds: 3, apis: STREAM_APIS.map(({ name }) => name), open: [50, 200], standing: [10, 100, 1_000, 10_000], reading: [100, 10_000],
};

/** One API that is passed through, and one that is translated from it. */
export const MEMORY_QUICK: MemorySchedule = { rounds: 1, apis: ['converse', 'chat'], open: [20], standing: [10, 1_000], reading: [] };

/** Streams whose readers stand still, or read, at once. */
export const STREAMS_AT_ONCE = 10;

/** Text of each chunk where the length of streams is varied: so much that long streams do not fit into the buffers of the system's sockets. */
export const LARGE_CHUNK_BYTES = 4_096;

/** The same in an API that says all of the text again at the end, in several events. */
export const REPEATED_CHUNK_BYTES = 256;

export type MemorySample = OpenSample | StandingSample | ReadingSample;

interface Taken {
  /** From 1. */
  readonly round: number;
  readonly subject: SubjectName;
  /** The name of an API. */
  readonly work: string;
}

/** Streams that the upstream holds in the middle, and whose readers have read all that came. */
export interface OpenSample extends Taken {
  readonly kind: 'open';
  readonly streams: number;
  /** More than before they were opened. */
  readonly heldBytesPerStream: number;
  readonly residentBytesPerStream: number;
}

/** Streams whose readers have stopped in the middle. */
export interface StandingSample extends Taken {
  readonly kind: 'standing';
  readonly chunks: number;
  readonly heldBytesPerStream: number;
  /** Of all chunks, the share that the upstream could write before it was held up. */
  readonly shareSent: number;
}

/** As many chunks, in longer or shorter streams, read without a pause. */
export interface ReadingSample extends Taken {
  readonly kind: 'reading';
  readonly chunks: number;
  /** The most that the process had from the system. */
  readonly peakBytes: number;
}

export interface MemoryOptions {
  readonly stage: Stage;
  readonly subjects: readonly SubjectTraits[];
  readonly schedule: MemorySchedule;
  readonly random: () => number;
  readonly progress: (message: string) => void;
}

/** @throws BenchmarkFailure when an answer was wrong or did not come */
export async function measureMemory({ stage, subjects, schedule, random, progress }: MemoryOptions): Promise<readonly MemorySample[]> {
  const { rounds, open, standing, reading } = schedule;
  const apis = STREAM_APIS.filter(({ name }) => schedule.apis.includes(name));
  const pairings = subjects.flatMap((traits) => {
    const subject = stage.subjects.get(traits.name);
    return subject?.child ? apis.filter((api) => canDo(traits, api)).map((api) => ({ traits, subject, api })) : [];
  });
  const samples: MemorySample[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const { traits, subject, api } of shuffle(pairings, random)) {
      progress(`memory, round ${round} of ${rounds}: ${traits.name}, ${api.name}`);
      const taken: Taken = { round, subject: traits.name, work: api.name };
      const bench = readersOf(stage, subject, api);
      try {
        // Code is compiled and connections to the upstream are opened, which stay.
        for (const chunks of standing.slice(0, 1)) await standStill(bench, chunks);
        for (const streams of open) samples.push({ ...taken, kind: 'open', streams, ...await holdOpen(bench, streams) });
        for (const chunks of standing) samples.push({ ...taken, kind: 'standing', chunks, ...await standStill(bench, chunks) });
        for (const chunks of reading) {
          const peakBytes = await readThrough(bench, chunks, Math.max(...reading));
          if (peakBytes !== undefined) samples.push({ ...taken, kind: 'reading', chunks, peakBytes });
        }
      } catch (error) {
        throw new BenchmarkFailure(`${traits.name}, ${api.title}, memory: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
  }
  return samples;
}

/** Somebody who reads streams of one API from one subject. */
interface Readers {
  /** Text of each chunk of long streams. */
  readonly largeChunkBytes: number;
  choose(speech: Speech): Promise<void>;
  open(streams: number, agent: Agent): Promise<readonly OpenStream[]>;
  release(): Promise<void>;
  progress(): Promise<SpeakingProgress>;
  held(): Promise<Held>;
  usage(): Promise<Usage>;
  forgetPeak(): Promise<boolean>;
}

function readersOf({ upstream }: Stage, { child, port, apiKey }: RunningSubject, { format, path, headers, body, repeatsText }: StreamApi): Readers {
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

async function holdOpen(readers: Readers, streams: number): Promise<Pick<OpenSample, 'heldBytesPerStream' | 'residentBytesPerStream'>> {
  const tokens = 100;
  await readers.choose({ ...SHORT_SPEECH, tokens, holdAfter: tokens / 2 });
  const once = async (measured: boolean) => withAgent(async (agent) => {
    const before = await readers.held();
    const opened = await readers.open(streams, agent);
    await patiently(Promise.all(opened.map((stream) => stream.readUpTo(tokens / 2))));
    const during = measured ? await readers.held() : before;
    await readers.release();
    await patiently(Promise.all(opened.map((stream) => stream.readToEnd())));
    return {
      heldBytesPerStream: (during.heldBytes - before.heldBytes) / streams,
      residentBytesPerStream: (during.residentBytes - before.residentBytes) / streams,
    };
  });
  // The first time connections to the upstream are opened, which stay, and code is compiled.
  await once(false);
  await readers.usage();
  await readers.choose({ ...SHORT_SPEECH, tokens, holdAfter: tokens / 2 });
  return once(true);
}

async function standStill(readers: Readers, chunks: number): Promise<Pick<StandingSample, 'heldBytesPerStream' | 'shareSent'>> {
  await readers.choose({ tokens: chunks, tokenBytes: readers.largeChunkBytes, holdAfter: chunks - 1 });
  return withAgent(async (agent) => {
    const before = await readers.held();
    const opened = await readers.open(STREAMS_AT_ONCE, agent);
    await patiently(Promise.all(opened.map((stream) => stream.readUpTo(chunks / 2))));
    const { tokensSent } = await untilStill(() => readers.progress());
    const during = await readers.held();
    await readers.release();
    await patiently(Promise.all(opened.map((stream) => stream.readToEnd())));
    return {
      heldBytesPerStream: (during.heldBytes - before.heldBytes) / STREAMS_AT_ONCE,
      shareSent: tokensSent / (chunks * STREAMS_AT_ONCE),
    };
  });
}

/** @returns undefined where the system does not tell */
async function readThrough(readers: Readers, chunks: number, chunksAltogether: number): Promise<number | undefined> {
  await readers.choose({ tokens: chunks, tokenBytes: readers.largeChunkBytes });
  return withAgent(async (agent) => {
    const canTell = await readers.forgetPeak();
    if (!canTell) return undefined;
    for (let read = 0; read < chunksAltogether; read += chunks) {
      const opened = await readers.open(STREAMS_AT_ONCE, agent);
      await patiently(Promise.all(opened.map((stream) => stream.readToEnd())));
    }
    return (await readers.usage()).peakMemoryBytes;
  });
}

/** With connections of its own, which are closed in the end. */
async function withAgent<Result>(use: (agent: Agent) => Promise<Result>): Promise<Result> {
  const agent = new Agent({ keepAlive: true });
  try {
    return await use(agent);
  } finally {
    agent.destroy();
  }
}

const LOOK_EVERY_MS = 50;

const STILL_FOR_LOOKS = 6;

/** Resolves when the upstream writes no more: everything is full that lies between it and the readers, or it holds. */
async function untilStill(look: () => Promise<SpeakingProgress>): Promise<SpeakingProgress> {
  let last = await look();
  for (let same = 0; same < STILL_FOR_LOOKS;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const next = await look();
    same = next.tokensSent === last.tokensSent ? same + 1 : 0;
    last = next;
  }
  return last;
}

/** Slow machines need it. */
const PATIENCE_MS = 200_000;

function patiently(work: Promise<unknown>): Promise<unknown> {
  return within(PATIENCE_MS, work, `streams were not read within ${PATIENCE_MS} ms`);
}
