import { STREAM_APIS } from './apis';
import { holdOpen, readThrough, standStill } from './memory-probes';
import { MemorySample, MemorySchedule, Taken } from './memory-samples';
import { readersOf } from './readers';
import { BenchmarkFailure } from '../method/measure';
import { shuffle } from '../method/shuffle';
import { Stage } from '../subjects/start';
import { canDo, SubjectTraits } from '../subjects/subjects';

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
