import { Agent } from 'node:http';
import { LAST_CHUNK_READ, OpenSample, StandingSample, STREAMS_AT_ONCE } from './memory-samples';
import { Readers } from './readers';
import { within } from '../method/within';
import { Held } from '../processes/protocol';
import { SpeakingProgress } from '../upstream/speaker';
import { SHORT_SPEECH } from '../workload/speech';

/** Streams that the upstream holds in their middle. @param tokens of each */
export async function holdOpen(readers: Readers, streams: number, tokens = 100): Promise<Pick<OpenSample, 'heldBytesPerStream' | 'residentBytesPerStream'>> {
  await readers.choose({ ...SHORT_SPEECH, tokens, holdAfter: tokens / 2 });
  const once = async (measured: boolean) => withAgent(async (agent) => {
    const before = await heldAtRest(readers);
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
  await readers.choose({ ...SHORT_SPEECH, tokens, holdAfter: tokens / 2 });
  return once(true);
}

/** Readers who stop in streams that are not over. */
export async function standStill(readers: Readers, chunks: number): Promise<Pick<StandingSample, 'heldBytesPerStream' | 'shareSent'>> {
  await readers.choose({ tokens: chunks, tokenBytes: readers.largeChunkBytes, holdAfter: chunks - 1 });
  return withAgent(async (agent) => {
    const before = await heldAtRest(readers);
    const opened = await readers.open(STREAMS_AT_ONCE, agent);
    await patiently(Promise.all(opened.map((stream) => stream.readUpTo(Math.min(chunks / 2, LAST_CHUNK_READ)))));
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

/** Readers who do not wait. @returns the peak; undefined where the system does not tell it */
export async function readThrough(readers: Readers, chunks: number, chunksAltogether: number): Promise<number | undefined> {
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

async function heldAtRest(readers: Readers): Promise<Held> {
  await readers.usage();
  return readers.held();
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
