import { Schedule } from '../arguments';
import { BenchmarkFailure, createMeter, Meter, Pairing } from './measure';
import { QUIET } from './other-load';
import { Sample } from './sample';
import { shuffle } from './shuffle';
import { Stage } from '../subjects/start';
import { canDo, SubjectTraits } from '../subjects/subjects';
import { Work } from '../workload/works';

export interface RunOptions {
  readonly stage: Stage;
  readonly pairings: readonly Pairing[];
  readonly schedule: Schedule;
  /** How often a sample is taken before one counts during which other programs were busy. */
  readonly tries: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told what happens next. */
  readonly progress: (message: string) => void;
}

/** Every subject with every work that it can do. */
export function pairingsOf(subjects: readonly SubjectTraits[], works: readonly Work[]): readonly Pairing[] {
  return subjects.flatMap((traits) => works.filter((work) => canDo(traits, work)).map((work) => ({ traits, work })));
}

/**
 * The whole measurement: proof, warm-up, rounds.
 * @returns the samples of the rounds
 * @throws BenchmarkFailure
 */
export async function runBenchmark({ stage, pairings, schedule, tries, random, progress }: RunOptions): Promise<readonly Sample[]> {
  const { rounds, warmUpMs, sampleMs } = schedule;
  const meter = patient(createMeter(stage), progress);
  try {
    progress('checking answers and signatures');
    await stage.upstream.ask('verify signatures');
    for (const pairing of pairings) await meter.measure(pairing, 0, 0);
    await stage.upstream.ask('trust signatures');

    progress(`warming up (${seconds(warmUpOf(pairings, schedule))})`);
    for (const pairing of shuffle(pairings, random)) await meter.measure(pairing, pairing.traits.warmUps * warmUpMs, 0);

    const samples: Sample[] = [];
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds} (${seconds(roundOf(pairings, schedule))})`);
      for (const pairing of shuffle(pairings, random)) samples.push(await undisturbed(meter, pairing, sampleOf(pairing, sampleMs), round, tries));
    }
    return samples;
  } finally {
    meter.close();
  }
}

/** So many times as long does a sample at a fixed rate take: it has fewer requests, and what is looked at are the slowest of them. */
export const AT_FIXED_RATE = 4;

const LATE_TABLE_TRIES = 3;

/** Until requests that were under way have been answered. */
const REST_MS = 1_000;

/**
 * The emulated table shares its core with the client: when other programs keep that busy, the gateway gives up waiting for the table and
 * refuses, as it is configured to. That is no wrong answer, and no figure: it is said, and measured again.
 */
export function patient(meter: Meter, progress: (message: string) => void, restMs = REST_MS): Meter {
  return {
    close: () => meter.close(),
    async measure(pairing, durationMs, round) {
      for (let left = LATE_TABLE_TRIES; ; left--) {
        try {
          return await meter.measure(pairing, durationMs, round);
        } catch (error) {
          const late = error instanceof BenchmarkFailure && pairing.traits.admits && error.message.includes('cannot be checked right now');
          if (!late || left === 1) throw error;
          progress(`measured again: ${error.message}`);
          await new Promise((resolve) => setTimeout(resolve, restMs));
        }
      }
    },
  };
}

/** How long a run takes at least, and what that is made of, for whoever is about to wait for it. */
export function planOf(pairings: readonly Pairing[], schedule: Schedule): string {
  const count = (names: readonly string[]) => new Set(names).size;
  const [works, subjects] = [count(pairings.map(({ work }) => work.name)), count(pairings.map(({ traits }) => traits.name))];
  const [warmUp, round] = [warmUpOf(pairings, schedule), roundOf(pairings, schedule)];
  return `${works} works by up to ${subjects} subjects, ${pairings.length} pairs: ${seconds(warmUp)} of warm-up and ${schedule.rounds} rounds of `
    + `${seconds(round)}, ${Math.ceil((warmUp + schedule.rounds * round) / 60_000)} min and more when samples are disturbed`;
}

function warmUpOf(pairings: readonly Pairing[], { warmUpMs }: Schedule): number {
  return pairings.reduce((sum, { traits }) => sum + traits.warmUps * warmUpMs, 0);
}

function roundOf(pairings: readonly Pairing[], { sampleMs }: Schedule): number {
  return pairings.reduce((sum, pairing) => sum + sampleOf(pairing, sampleMs), 0);
}

function sampleOf({ work }: Pairing, sampleMs: number): number {
  return work.rate === undefined ? sampleMs : AT_FIXED_RATE * sampleMs;
}

/** The first sample that nobody has disturbed; of `tries` that all were, the least disturbed one. */
async function undisturbed(meter: Meter, pairing: Pairing, sampleMs: number, round: number, tries: number): Promise<Sample> {
  let best = await meter.measure(pairing, sampleMs, round);
  for (let tried = 1; tried < tries && best.otherLoad > QUIET; tried++) {
    const again = await meter.measure(pairing, sampleMs, round);
    if (again.otherLoad < best.otherLoad) best = again;
  }
  return best;
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
