import { Schedule } from '../arguments';
import { createMeter, Pairing } from './measure';
import { Sample } from './sample';
import { shuffle } from './shuffle';
import { Stage } from '../subjects/start';
import { SUBJECTS } from '../subjects/subjects';
import { WORKS } from '../workload/works';

export interface RunOptions {
  readonly stage: Stage;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told what happens next. */
  readonly progress: (message: string) => void;
}

/** Every subject with every work that it can do. */
export const PAIRINGS: readonly Pairing[] = SUBJECTS.flatMap((traits) =>
  WORKS.filter(({ name }) => traits.works.includes(name)).map((work) => ({ traits, work })));

/**
 * The whole measurement: proof, warm-up, rounds.
 * @returns the samples of the rounds
 * @throws BenchmarkFailure
 */
export async function runBenchmark({ stage, schedule, random, progress }: RunOptions): Promise<readonly Sample[]> {
  const { rounds, warmUpMs, sampleMs } = schedule;
  const meter = createMeter(stage);
  try {
    progress('checking answers and signatures');
    await stage.upstream.ask('verify signatures');
    for (const pairing of PAIRINGS) await meter.measure(pairing, 0, 0);
    await stage.upstream.ask('trust signatures');

    progress(`warming up (${seconds(PAIRINGS.reduce((sum, { traits }) => sum + traits.warmUps * warmUpMs, 0))})`);
    for (const pairing of shuffle(PAIRINGS, random)) await meter.measure(pairing, pairing.traits.warmUps * warmUpMs, 0);

    const samples: Sample[] = [];
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds} (${seconds(PAIRINGS.length * sampleMs)})`);
      for (const pairing of shuffle(PAIRINGS, random)) samples.push(await meter.measure(pairing, sampleMs, round));
    }
    return samples;
  } finally {
    meter.close();
  }
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
