import { Guidance, PriceName, Prices } from './inputs';

export const MILLION = 1_000_000;
export const HOURS_PER_MONTH = 730;
const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;
const GIGABYTE = 1e9;

/** One request of a kind, in what is paid for. */
export interface Work {
  /** From its arrival to the end of its answer. */
  readonly seconds: number;
  /** Processor time of the gateway. */
  readonly cpuSeconds: number;
  readonly dynamodbWrites: number;
  /** Bytes to the caller. */
  readonly answerBytes: number;
  /** Bytes to Bedrock and back. */
  readonly bedrockBytes: number;
  /** Bytes of all log lines. */
  readonly logBytes: number;
}

/** Dollars by what they are for. */
export type Bill = Readonly<Record<string, number>>;

export const totalOf = (bill: Bill): number => Object.values(bill).reduce((sum, usd) => sum + usd, 0);

const cost = (prices: Prices, name: PriceName, units: number): number => units * prices[name].usd / prices[name].per;

/** What a million requests cost whatever the function runs on. */
export function commonPerMillion(prices: Prices, work: Work): Bill {
  const gigabytes = (bytes: number) => bytes * MILLION / GIGABYTE;
  return {
    'API Gateway': cost(prices, 'apiGatewayRequest', MILLION),
    'DynamoDB': cost(prices, 'dynamodbWrite', work.dynamodbWrites * MILLION),
    'logs': cost(prices, 'logIngestion', gigabytes(work.logBytes)) + cost(prices, 'logStorage', gigabytes(work.logBytes)),
    'data to callers': cost(prices, 'dataTransferOut', gigabytes(work.answerBytes)),
  };
}

/** Lambda is paid for by what each request occupies for as long as it takes. */
export function lambdaPerMillion(prices: Prices, work: Work, memoryGigabytes: number): Bill {
  return {
    ...commonPerMillion(prices, work),
    'Lambda requests': cost(prices, 'lambdaRequest', MILLION),
    'Lambda GB-seconds': cost(prices, 'lambdaArmGigabyteSecond', work.seconds * memoryGigabytes * MILLION),
  };
}

/** Managed instances are paid for by the hour; what a request adds is what passes the NAT gateway. DynamoDB has an endpoint that is free. */
export function instancesPerMillion(prices: Prices, work: Work): Bill {
  return {
    ...commonPerMillion(prices, work),
    'Lambda requests': cost(prices, 'lambdaRequest', MILLION),
    'NAT gateway, data': cost(prices, 'natGatewayGigabyte', (work.bedrockBytes + work.logBytes) * MILLION / GIGABYTE),
  };
}

export interface Fleet {
  readonly concurrencyPerEnvironment: number;
  readonly vcpusPerEnvironment: number;
  readonly least: number;
  /** How full Lambda lets environments become, so that traffic can double. */
  readonly fullness: number;
}

/** Requests a second at the peak: evenly spread over the month, times what the peak is above that. */
export const peakRate = (requestsPerMonth: number, peak: number): number => requestsPerMonth / SECONDS_PER_MONTH * peak;

/** Environments for the peak, each on an instance of its own: by requests at once, by processor, and no fewer than `least`. */
export function environmentsFor(fleet: Fleet, work: Work, requestsPerSecond: number): number {
  const byConcurrency = requestsPerSecond * work.seconds / (fleet.concurrencyPerEnvironment * fleet.fullness);
  const byProcessor = requestsPerSecond * work.cpuSeconds / (fleet.vcpusPerEnvironment * fleet.fullness);
  return Math.max(fleet.least, Math.ceil(byConcurrency), Math.ceil(byProcessor));
}

export function instanceMonth(prices: Prices): number {
  return cost(prices, 'm7gLargeHour', HOURS_PER_MONTH) * (1 + prices.managementFee.usd);
}

/** What monitoring costs, whether requests come or not: a metric without values is free, so it is the most that it can be. */
export function monitoringMonth(prices: Prices, metrics: number): Bill {
  return {
    dashboard: cost(prices, 'dashboardMonth', 1), alarms: cost(prices, 'alarmsMonth', 1), metrics: cost(prices, 'metricMonth', metrics),
  };
}

export function natMonth(prices: Prices): number {
  return cost(prices, 'natGatewayHour', HOURS_PER_MONTH);
}

export interface Traffic {
  readonly requestsPerMonth: number;
  /** The busiest time against the average. */
  readonly peak: number;
}

export function lambdaMonth(prices: Prices, work: Work, memoryGigabytes: number, monitoring: number, { requestsPerMonth }: Traffic): number {
  return monitoring + totalOf(lambdaPerMillion(prices, work, memoryGigabytes)) * requestsPerMonth / MILLION;
}

export function instancesMonth(prices: Prices, work: Work, fleet: Fleet, monitoring: number, { requestsPerMonth, peak }: Traffic): number {
  const instances = environmentsFor(fleet, work, peakRate(requestsPerMonth, peak));
  return monitoring + natMonth(prices) + instances * instanceMonth(prices) + totalOf(instancesPerMillion(prices, work)) * requestsPerMonth / MILLION;
}

/**
 * The guidance's own total, and what its own table leaves out where traffic grows: tasks for the peak, at the rate that
 * LiteLLM publishes, and data through the NAT gateway and to callers beyond what is included.
 */
export function guidanceMonth(prices: Prices, guidance: Guidance, work: Work, { requestsPerMonth, peak }: Traffic): number {
  const { requestsPerSecond, instances, vcpusPerInstance } = guidance.throughput;
  const perTask = requestsPerSecond / instances / vcpusPerInstance * guidance.vcpusPerTask;
  const moreTasks = Math.max(0, Math.ceil(peakRate(requestsPerMonth, peak) / perTask) - guidance.tasks);
  const beyond = (bytes: number) => Math.max(0, bytes * requestsPerMonth / GIGABYTE - guidance.outboundGigabytesIncluded);
  return guidance.total
    + moreTasks * guidance.tasksMonthly / guidance.tasks
    + cost(prices, 'natGatewayGigabyte', beyond(work.bedrockBytes))
    + cost(prices, 'dataTransferOut', beyond(work.answerBytes));
}

/** From how many requests a month on the second costs no more than the first; undefined: not up to `most`. Both must be steady but for steps of the second. */
export function breakEven(first: (requests: number) => number, second: (requests: number) => number, most = 1e10): number | undefined {
  let [low, high] = [0, 1_000];
  while (second(high) > first(high)) {
    if (high >= most) return undefined;
    [low, high] = [high, high * 1.1];
  }
  while (high - low > Math.max(1, high / 10_000)) {
    const middle = (low + high) / 2;
    if (second(middle) > first(middle)) low = middle;
    else high = middle;
  }
  return high;
}
