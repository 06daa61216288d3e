import { StreamApi } from './apis';
import { MemorySample, OpenSample, ReadingSample, StandingSample } from './memory-samples';
import { basisIn } from '../method/basis';
import { median, Spread, spread } from '../method/statistics';
import { SubjectName } from '../subjects/subjects';

/** Memory of one open stream, over all rounds. */
export interface OpenSummary {
  readonly heldBytes: Spread;
  /** Divided by what `bare` holds in the same round. */
  readonly heldRatio: Spread;
  readonly residentBytes: Spread;
}

/** @throws Error when a round lacks the sample to compare with. @throws RangeError when it was not measured */
export function summarizeOpen(
  samples: readonly MemorySample[], subject: SubjectName, { name, comparedWith }: StreamApi, streams: number,
): OpenSummary {
  const all = samples.filter((sample): sample is OpenSample => sample.kind === 'open' && sample.streams === streams);
  const own = all.filter((sample) => sample.subject === subject && sample.work === name);
  return {
    heldBytes: spread(own.map(({ heldBytesPerStream }) => heldBytesPerStream)),
    heldRatio: spread(own.map(({ round, heldBytesPerStream }) =>
      heldBytesPerStream / basisIn(all, round, 'bare', comparedWith, subject).heldBytesPerStream)),
    residentBytes: spread(own.map(({ residentBytesPerStream }) => residentBytesPerStream)),
  };
}

/** Streams of one length whose readers stand still in the middle. */
export interface StandingSummary {
  readonly heldBytes: number;
  /** The share of all chunks that had left the upstream. */
  readonly shareSent: number;
}

/** @throws RangeError when it was not measured */
export function summarizeStanding(samples: readonly MemorySample[], subject: SubjectName, { name }: StreamApi, chunks: number): StandingSummary {
  const own = samples.filter((sample): sample is StandingSample =>
    sample.kind === 'standing' && sample.chunks === chunks && sample.subject === subject && sample.work === name);
  return { heldBytes: median(own.map(({ heldBytesPerStream }) => heldBytesPerStream)), shareSent: median(own.map(({ shareSent }) => shareSent)) };
}

/** The peak of the process, and how it compares with that of another length in the same round. @throws RangeError when it was not measured */
export function summarizeReading(
  samples: readonly MemorySample[], subject: SubjectName, { name }: StreamApi, chunks: number, fewerChunks: number,
): { readonly peakBytes: number; readonly growth: Spread } {
  const own = samples.filter((sample): sample is ReadingSample =>
    sample.kind === 'reading' && sample.subject === subject && sample.work === name);
  const ofLength = (length: number) => own.filter((sample) => sample.chunks === length);
  return {
    peakBytes: median(ofLength(chunks).map(({ peakBytes }) => peakBytes)),
    growth: spread(ofLength(chunks).map(({ round, peakBytes }) =>
      peakBytes / basisIn(ofLength(fewerChunks), round, subject, name, subject).peakBytes)),
  };
}

/** Far above what lies in the buffers of one stream, and far below a long stream. */
const MOST_HELD_BYTES = 2 * 1024 * 1024;

/** @returns what is wrong when a stream that is not read holds more than buffers do, in an API that keeps nothing of it; else undefined */
export function unboundedMemory(samples: readonly MemorySample[], apis: readonly StreamApi[]): string | undefined {
  const keeping = new Set(apis.filter(({ repeatsText }) => repeatsText).map(({ name }) => name));
  const worst = samples.find((sample): sample is StandingSample =>
    sample.kind === 'standing' && !keeping.has(sample.work) && sample.heldBytesPerStream > MOST_HELD_BYTES);
  return worst && `${worst.subject}, ${worst.work}: a stream of ${worst.chunks} chunks whose reader stands still holds `
    + `${Math.round(worst.heldBytesPerStream)} bytes, more than ${MOST_HELD_BYTES}: it is not held up where it comes from`;
}
