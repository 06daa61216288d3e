import { IConstruct } from 'constructs';
import { BoundTarget } from './bound-target';
import { Capacity } from './capacity';
import { ResilientInferenceError } from '../private/errors';

/** The limits of every pool that has some, from whichever of its targets declares them. */
export function bindPools(scope: IConstruct, targets: readonly BoundTarget[]): ReadonlyMap<string, Capacity> {
  const pools = new Map<string, { readonly capacity: Capacity; readonly target: string }>();
  for (const { name, pool, capacity } of targets) {
    if (!capacity) continue;
    const earlier = pools.get(pool);
    if (earlier && limitsIn(earlier.capacity) !== limitsIn(capacity)) {
      throw new ResilientInferenceError(
        'CapacityConflict',
        `targets '${earlier.target}' and '${name}' share the capacity '${pool}', but declare ${limitsIn(earlier.capacity)} and ${limitsIn(capacity)}: `
        + 'declare it once, or give one of them a pool of its own if Bedrock really counts them apart',
        scope,
      );
    }
    pools.set(pool, { capacity, target: name });
  }
  return new Map([...pools].map(([pool, { capacity }]) => [pool, capacity]));
}

function limitsIn({ pool, ...limits }: Capacity): string {
  return JSON.stringify(limits);
}
