import { Token } from 'aws-cdk-lib';
import { BoundManagedInstances } from './bound-compute';

/** For name resolution and whatever else Node.js does beside waiting for requests. */
const OTHER_THREADS = 8;

/** libuv's own limit. Source: https://docs.libuv.org/en/v1.x/threadpool.html */
const MOST_THREADS = 1024;

/**
 * One worker thread for each request that an environment serves at once: the runtime's client sends one response of a thread
 * after the other, so that with fewer a stream would wait for others to end. Each holds about 17 MB
 * before its first request (decision 0039). And a thread of libuv's pool for each of them, in which it waits for its next request
 * (decision 0031).
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html
 */
export function workerThreads({ concurrencyPerEnvironment }: BoundManagedInstances): Record<string, string> {
  return {
    AWS_LAMBDA_NODEJS_WORKER_COUNT: Token.isUnresolved(concurrencyPerEnvironment)
      ? Token.asString(concurrencyPerEnvironment) : String(concurrencyPerEnvironment),
    UV_THREADPOOL_SIZE: String(Token.isUnresolved(concurrencyPerEnvironment)
      ? MOST_THREADS : Math.min(MOST_THREADS, concurrencyPerEnvironment + OTHER_THREADS)),
  };
}
