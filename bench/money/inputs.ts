import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A public price: `usd` for `per` units. */
export interface Price {
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** AWS's own page of it. */
  readonly page: string;
  /** Where it was read. Absent: nowhere that could be cited, so that it is not confirmed. */
  readonly readAt?: string;
  /** Of which day that is; of a page without a date, when it was looked at. */
  readonly dated?: string;
}

export const PRICE_NAMES = [
  'apiGatewayRequest', 'dataTransferOut', 'lambdaRequest', 'lambdaArmGigabyteSecond', 'managementFee', 'm7gLargeHour', 'natGatewayHour', 'natGatewayGigabyte',
  'dynamodbWrite', 'dynamodbRead', 'logIngestion', 'logStorage', 'metricMonth', 'dashboardMonth', 'alarmsMonth',
] as const;
export type PriceName = typeof PRICE_NAMES[number];
export type Prices = Readonly<Record<PriceName, Price>>;

/** What the guidance says that its sample deployment costs, and what LiteLLM says that it can take. */
export interface Guidance {
  readonly name: string;
  readonly source: string;
  readonly read: string;
  readonly monthly: Readonly<Record<string, number>>;
  readonly total: number;
  readonly tasks: number;
  readonly tasksMonthly: number;
  readonly vcpusPerTask: number;
  readonly outboundGigabytesIncluded: number;
  readonly throughput: {
    readonly requestsPerSecond: number; readonly instances: number; readonly vcpusPerInstance: number; readonly source: string; readonly read: string;
  };
}

export interface InDynamoDb {
  readonly requests: number;
  readonly writes: number;
  readonly reads: number;
  readonly sent: number;
  readonly received: number;
}

export interface CountedAnswer {
  readonly promptTokens: number;
  readonly tokens: number;
  readonly answered: number;
  readonly bedrockSent: number;
  readonly bedrockReceived: number;
  readonly dynamodbBytes: number;
  readonly lines: number;
  readonly logged: number;
}

/** What tests have counted. */
export interface Counted {
  readonly 'answer.short': CountedAnswer;
  readonly 'answer.long': CountedAnswer;
  readonly 'breakers': { readonly healthy: number; readonly opening: number; readonly open: number };
  readonly 'connections': { readonly requests: number; readonly bedrock: number; readonly dynamodb: number; readonly sts: number };
  readonly 'dynamodb.firstRead': InDynamoDb;
  readonly 'dynamodb.refusedByQuota': InDynamoDb;
  readonly 'dynamodb.withQuota': InDynamoDb;
  readonly 'dynamodb.withQuotaAndCapacity': InDynamoDb;
  readonly 'dynamodb.withoutQuota': InDynamoDb;
  readonly 'leases': { readonly requests: number; readonly writes: number };
  readonly 'log.around': { readonly lambda: number; readonly access: number };
  readonly 'log.withQuota': { readonly lines: number; readonly bytes: number };
  readonly 'log.withoutQuota': { readonly lines: number; readonly bytes: number };
  readonly 'sts': { readonly hours: number; readonly calls: number };
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, name), 'utf8'));

export const readPrices = (): Prices => (read('prices.json') as { readonly prices: Prices }).prices;
export const readGuidance = (): Guidance => read('guidance.json') as Guidance;
export const readCounted = (): Counted => read('counted.json') as Counted;
