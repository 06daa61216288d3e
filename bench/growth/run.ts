import { DIRECTIONS, sizesOf } from './directions';
import { createGrowthMeter, Point } from './measure';
import { pointsOn } from './points';
import { GrowthSample } from './samples';
import { GrowthStage } from './stage';
import { Schedule } from '../arguments';
import { shuffle } from '../method/shuffle';

export interface GrowthOptions {
  readonly stage: GrowthStage;
  readonly quick: boolean;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told what happens next. */
  readonly progress: (message: string) => void;
}

/** The most tenants that any gateway of a run has. */
export function mostTenants(quick: boolean): number {
  return Math.max(...DIRECTIONS.filter(({ name }) => name === 'tenants').flatMap((direction) => sizesOf(direction, quick)));
}

/**
 * Gateways, proof, warm-up, rounds.
 * @throws BenchmarkFailure
 */
export async function runGrowth({ stage, quick, schedule, random, progress }: GrowthOptions): Promise<readonly GrowthSample[]> {
  const { rounds, warmUpMs, sampleMs } = schedule;
  progress('synthesizing plans and starting gateways');
  const points = await pointsOn(stage, quick);
  const meter = createGrowthMeter(stage);
  try {
    progress('checking answers and signatures');
    await stage.upstream.ask('verify signatures');
    for (const point of points) await meter.run(point, 0);
    await stage.upstream.ask('trust signatures');

    progress(`warming up (${points.length} sizes)`);
    for (const point of shuffle(points, random)) await meter.run(point, warmUpOf(point) * warmUpMs);

    const samples: GrowthSample[] = [];
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}`);
      for (const point of shuffle(points, random)) samples.push(await meter.measure(point, sampleMs, round));
    }
    return samples;
  } finally {
    meter.close();
  }
}

/** The credentials of every account are to be there before the first round. */
export const WARM_UPS_OF_TARGETS = 5;

function warmUpOf({ direction }: Point): number {
  return direction.name === 'targets' ? WARM_UPS_OF_TARGETS : 1;
}
