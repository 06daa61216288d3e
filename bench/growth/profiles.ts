import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { DIRECTIONS, DirectionName, sizesOf } from './directions';
import { createGrowthMeter, Point } from './measure';
import { pointsOn } from './points';
import { Gateway, GrowthStage } from './stage';
import { ProfiledFunction } from '../processes/profile';

/** Where the time of the smallest and of the largest size of a series goes. */
export interface GrowthProfile {
  readonly direction: DirectionName;
  readonly series: string;
  readonly sizes: readonly [number, number];
  /** The longest first, for the largest size. */
  readonly functions: readonly FunctionGrowth[];
}

export interface FunctionGrowth {
  readonly name: string;
  /** What it did itself for one request, in milliseconds. */
  readonly smallestMs: number;
  readonly largestMs: number;
}

const ROOT = resolve(__dirname, '../..');

/** The gateway with the names of its functions, which the bundle that is deployed does not have. */
export function buildReadableGateway(folder: string): string {
  const outdir = join(folder, 'readable');
  buildSync({
    entryPoints: { index: join(ROOT, 'lambda/entry/gateway.ts') },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return outdir;
}

/** @param bundle as `buildReadableGateway` has made it @throws BenchmarkFailure */
export async function profileGrowth(stage: GrowthStage, quick: boolean, bundle: string, durationMs: number): Promise<readonly GrowthProfile[]> {
  const points = (await pointsOn(stage, quick, { bundle, ends: true })).filter(({ series }) => series !== 'proxy');
  const meter = createGrowthMeter(stage);
  const profiles: GrowthProfile[] = [];
  try {
    // What stays the same has no cause to look for.
    for (const direction of DIRECTIONS.filter(({ measures: [cpu] }) => cpu.expected === 'linear')) {
      const sizes = sizesOf(direction, quick);
      for (const { name: series } of direction.series) {
        const own = points.filter((point) => point.direction === direction && point.series === series);
        const [smallest, largest] = [own.find(({ size }) => size === sizes[0]), own.find(({ size }) => size === sizes[sizes.length - 1])];
        if (!smallest || !largest) continue;
        const few = await profileOf(smallest);
        const many = await profileOf(largest);
        profiles.push({
          direction: direction.name,
          series,
          sizes: [smallest.size, largest.size],
          functions: many.map(({ name, selfMs }) => ({ name, largestMs: selfMs, smallestMs: few.find((other) => other.name === name)?.selfMs ?? 0 })),
        });
      }
    }
    return profiles;
  } finally {
    meter.close();
  }

  /** For one request. */
  async function profileOf(point: Point): Promise<readonly ProfiledFunction[]> {
    await meter.run(point, durationMs);
    const { child }: Gateway = point.gateway;
    await child.ask('start profile');
    const requests = await meter.run(point, durationMs);
    const functions = await child.ask<readonly ProfiledFunction[]>('stop profile');
    return functions.map(({ name, selfMs }) => ({ name, selfMs: selfMs / requests }));
  }
}
