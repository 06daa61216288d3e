import { DIMENSIONS, METRIC_SHAPES } from '../../src/contract/metrics';

/** What is watched. A target is a pool and a Region of its own here. */
export interface Watched {
  readonly routes: number;
  readonly tenants: number;
  readonly targets: number;
}

/** How many metrics a gateway emits at most, kinds of limits and causes of faults left out, which it emits when they occur. */
export function metricsOf({ routes, tenants, targets }: Watched): number {
  const times: Readonly<Record<string, number>> = {
    '': 1, [DIMENSIONS.ROUTE]: routes, [DIMENSIONS.TENANT]: tenants, [DIMENSIONS.TARGET]: targets, [DIMENSIONS.POOL]: targets, [DIMENSIONS.REGION]: targets,
  };
  return Object.values(METRIC_SHAPES).flatMap(({ dimensionSets }) => dimensionSets.map((set) => times[set.join('+')] ?? 0)).reduce((sum, each) => sum + each, 0);
}
