import { Decide, decisions, FAILED_CALLS } from './decide';
import { createScene, Scene } from './scene';
import { nameOf, SIZES, Variant, VARIANTS } from './variants';
import { Schedule } from '../arguments';
import { BenchmarkFailure } from '../method/measure';
import { shuffle } from '../method/shuffle';

/** What one variant did in one round. */
export interface PlanningSample extends Variant {
  readonly round: number;
  readonly decisions: number;
  readonly elapsedMs: number;
}

export interface PlanningOptions {
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told what happens next. */
  readonly progress: (message: string) => void;
}

/** The clock is read once for so many targets put in order: seldom enough to cost next to nothing. */
const TARGETS_PER_READING = 500;

/**
 * Warm-up and rounds, everything in this one process.
 * @returns the samples of the rounds
 * @throws BenchmarkFailure when a decision was not what it has to be
 */
export async function runPlanning({ schedule, random, progress }: PlanningOptions): Promise<readonly PlanningSample[]> {
  const { rounds, warmUpMs, sampleMs } = schedule;
  const prepared = await prepare(random);

  progress(`warming up (${seconds(prepared.length * warmUpMs)})`);
  for (const one of shuffle(prepared, random)) await measure(one, warmUpMs, 0);

  const samples: PlanningSample[] = [];
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds} (${seconds(prepared.length * sampleMs)})`);
    for (const one of shuffle(prepared, random)) samples.push(await measure(one, sampleMs, round));
  }
  return samples;
}

interface Prepared {
  readonly variant: Variant;
  readonly scene: Scene;
  readonly decide: Decide;
}

/** Variants with the same targets in the same health share a scene: no decision changes it. */
async function prepare(random: () => number): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  for (const thirdOpen of [false, true]) {
    for (const targets of SIZES) {
      const scene = await createScene({ targets, thirdOpen, random });
      const own = VARIANTS.filter((variant) => variant.targets === targets && (variant.extent === 'thirdOpen') === thirdOpen);
      prepared.push(...own.map((variant) => ({ variant, scene, decide: decisions(variant, scene) })));
    }
  }
  return prepared;
}

async function measure({ variant, scene, decide }: Prepared, durationMs: number, round: number): Promise<PlanningSample> {
  const batch = Math.ceil(TARGETS_PER_READING / variant.targets);
  let made = 0;
  let candidates = 0;
  let calls = 0;
  let elapsedMs = 0;
  const startedAt = performance.now();
  do {
    for (let index = 0; index < batch; index++) {
      const pending = decide(made++);
      const decision = pending instanceof Promise ? await pending : pending;
      candidates += decision.candidates;
      calls += decision.calls;
      if (!scene.targets.has(decision.chosen.target.name)) throw wrong(variant, `${decision.chosen.target.name} was chosen, which is no target`);
    }
    elapsedMs = performance.now() - startedAt;
  } while (elapsedMs < durationMs);

  const callsEach = variant.extent === 'ordering' ? 0 : FAILED_CALLS + 1;
  if (candidates !== made * variant.targets) throw wrong(variant, `${made} decisions put ${candidates} candidates in order, not ${made * variant.targets}`);
  if (calls !== made * callsEach) throw wrong(variant, `${made} decisions planned ${calls} calls, not ${made * callsEach}`);
  return { ...variant, round, decisions: made, elapsedMs };
}

function wrong(variant: Variant, what: string): BenchmarkFailure {
  return new BenchmarkFailure(`${nameOf(variant)}: ${what}`);
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
