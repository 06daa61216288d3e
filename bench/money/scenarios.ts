import { Fleet, Work } from './formula';
import { Counted, CountedAnswer } from './inputs';

/** What is assumed, and not counted: how long models take, and how much processor a gateway uses, rounded up from the benchmarks. */
export const ASSUMED = {
  shortSeconds: 2.5,
  longSeconds: 15,
  cpuSecondsPerRequest: 0.002,
  cpuSecondsPerToken: 0.00003,
};

/** GB of memory that `GatewayCompute.lambda()` has by default. */
export const LAMBDA_MEMORY_GIGABYTES = 1;

/** What `GatewayCompute.managedInstances()` makes by default, each environment on an m7g.large; half full, as Lambda keeps room for traffic to double. */
export const FLEET: Fleet = { concurrencyPerEnvironment: 64, vcpusPerEnvironment: 1, least: 3, fullness: 0.5 };

export const WATCHED = { routes: 1, tenants: 1, targets: 2 };

function workOf(counted: Counted, { tokens, answered, bedrockSent, bedrockReceived, logged }: CountedAnswer, seconds: number): Work {
  const { lambda, access } = counted['log.around'];
  return {
    seconds,
    cpuSeconds: ASSUMED.cpuSecondsPerRequest + tokens * ASSUMED.cpuSecondsPerToken,
    dynamodbWrites: counted['dynamodb.withQuota'].writes,
    answerBytes: answered,
    bedrockBytes: bedrockSent + bedrockReceived,
    logBytes: logged + lambda + access,
  };
}

/** Streamed answers to a tenant with a quota. */
export function worksOf(counted: Counted): { readonly short: Work; readonly long: Work } {
  return {
    short: workOf(counted, counted['answer.short'], ASSUMED.shortSeconds),
    long: workOf(counted, counted['answer.long'], ASSUMED.longSeconds),
  };
}

/** With leases, which save writes where one environment serves many requests at once. */
export function withLeases(counted: Counted, work: Work): Work {
  return { ...work, dynamodbWrites: counted.leases.writes / counted.leases.requests };
}
