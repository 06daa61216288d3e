import { Direction, DIRECTIONS, sizesOf } from './directions';
import { Point } from './measure';
import { Gateway, GrowthStage } from './stage';

export interface PointOptions {
  /** Folder of another gateway than the stage's own. */
  readonly bundle?: string;
  /** The smallest and the largest size of each direction alone. */
  readonly ends?: boolean;
}

/** Everything that is to be measured, on one gateway but for the tenants: each number of them has a gateway of its own. */
export async function pointsOn(stage: GrowthStage, quick: boolean, { bundle, ends = false }: PointOptions = {}): Promise<readonly Point[]> {
  const prefix = bundle === undefined ? 'gateway' : 'readable gateway';
  const chosen = (direction: Direction) => {
    const sizes = sizesOf(direction, quick);
    return ends ? [sizes[0], sizes[sizes.length - 1]] : sizes;
  };
  const targets = chosen(directionOf('targets'));
  const gateway = await stage.startGateway(prefix, { targets, tenants: 1 }, bundle);
  const proxy = ends ? undefined : await stage.startProxy();
  const points: Point[] = [];
  for (const direction of DIRECTIONS) {
    for (const size of chosen(direction)) {
      if (direction.name === 'tenants') {
        const own = await stage.startGateway(`${prefix} with ${size} tenants`, { targets: [], tenants: size }, bundle);
        points.push(...direction.series.map(({ name }) => tenantsPoint(direction, name, size, own, stage.keys)));
        continue;
      }
      for (const { name: series } of direction.series) {
        const answers = series === 'proxy' ? proxy : gateway;
        if (answers) points.push({ direction, series, size, gateway: answers, nextKey: () => answers.apiKey, admits: false });
      }
    }
  }
  return points;
}

function tenantsPoint(direction: Direction, series: string, size: number, gateway: Gateway, keys: readonly string[]): Point {
  // The last one in the plan: whatever looks through the others before it would show.
  const last = keys[size - 1];
  let calls = 0;
  return { direction, series, size, gateway, nextKey: series === 'one' ? () => last : () => keys[calls++ % size], admits: true };
}

function directionOf(name: Direction['name']): Direction {
  const found = DIRECTIONS.find((direction) => direction.name === name);
  if (!found) throw new Error(`there is no direction ${name}`);
  return found;
}
