import { STREAM_APIS } from './apis';
import { measureMemory } from './memory';
import { MEMORY, MEMORY_QUICK, MemorySample, MemorySchedule } from './memory-samples';
import { unboundedMemory } from './summarize-memory';
import { memoryTables, streamTables } from './tables';
import { LOADS, QUICK_LOADS, streamWorks } from './works';
import { Schedule } from '../arguments';
import { BenchmarkFailure } from '../method/measure';
import { pairingsOf, runBenchmark } from '../method/run';
import { Sample } from '../method/sample';
import { Table } from '../report/tables';
import { Stage } from '../subjects/start';
import { WITHOUT_ADMISSION } from '../subjects/subjects';

/** What streams cost, as it was measured. */
export interface StreamMeasurement {
  readonly memorySchedule: MemorySchedule;
  readonly samples: readonly Sample[];
  readonly memorySamples: readonly MemorySample[];
  readonly tables: readonly Table[];
}

export interface StreamOptions {
  readonly stage: Stage;
  readonly schedule: Schedule;
  /** With fewer loads, fewer lengths, and every sample as it comes. */
  readonly quick: boolean;
  readonly tries: number;
  readonly random: () => number;
  readonly progress: (message: string) => void;
}

/**
 * Time and CPU first, then memory.
 * @throws BenchmarkFailure
 */
export async function measureStreams({ stage, schedule, quick, tries, random, progress }: StreamOptions): Promise<StreamMeasurement> {
  const works = streamWorks(quick ? QUICK_LOADS : LOADS);
  const memoryPace = quick ? MEMORY_QUICK : MEMORY;
  const memorySchedule = { ...memoryPace, rounds: Math.min(memoryPace.rounds, schedule.rounds) };
  const samples = await runBenchmark({ stage, pairings: pairingsOf(WITHOUT_ADMISSION, works), schedule, tries, random, progress });
  const memorySamples = await measureMemory({ stage, subjects: WITHOUT_ADMISSION, schedule: memorySchedule, random, progress });
  const wrong = unboundedMemory(memorySamples, STREAM_APIS);
  if (wrong !== undefined) throw new BenchmarkFailure(wrong);
  return { memorySchedule, samples, memorySamples, tables: [...streamTables(samples, works), ...memoryTables(memorySamples, memorySchedule)] };
}
