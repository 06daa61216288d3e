import { Token } from 'aws-cdk-lib';
import { BoundCompute, BoundManagedInstances } from './bound-compute';
import { HeapRoom, heapOptions } from './heap-options';
import { CONCURRENCY_PER_VCPU, LEAST_INSTANCE_MEGABYTES } from './managed-instances-limits';

/**
 * V8's limits for the function of the gateway, in place of Lambda's own, which are those of one heap that may fill the memory
 * (decision 0039). Who sets `NODE_OPTIONS` on the function replaces them.
 *
 * @returns none when the memory of ordinary Lambda is a token: CloudFormation cannot compute with it, but Lambda's own limits
 * follow from it
 */
export function heapLimits(compute: BoundCompute): Record<string, string> {
  if (compute.kind === 'managedInstances') return { NODE_OPTIONS: heapOptions(leastRoom(compute)) };
  return Token.isUnresolved(compute.memorySize) ? {} : { NODE_OPTIONS: heapOptions({ memoryMegabytes: compute.memorySize, threads: 1 }) };
}

/** Lambda's own limits are too high for many threads, so that of a token the worst is assumed: least memory, most threads. */
function leastRoom({ memorySize, concurrencyPerEnvironment }: BoundManagedInstances): HeapRoom {
  const memoryMegabytes = Token.isUnresolved(memorySize) ? LEAST_INSTANCE_MEGABYTES : memorySize;
  const most = CONCURRENCY_PER_VCPU * memoryMegabytes / LEAST_INSTANCE_MEGABYTES;
  return { memoryMegabytes, threads: Token.isUnresolved(concurrencyPerEnvironment) ? most : concurrencyPerEnvironment };
}
