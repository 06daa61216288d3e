import { CfnQueryDefinition, ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ATTRIBUTION_KEYS } from '../contract/attribution';

interface SavedQuery {
  readonly id: string;
  /** The part after the folder. */
  readonly name: string;
  readonly lines: readonly string[];
}

const ANSWERED = 'filter schemaType = "ModelInvocationLog" and not ispresent(errorCode)';
/** A name with a hyphen has to be quoted. */
const TENANT = `\`requestMetadata.${ATTRIBUTION_KEYS.tenant}\``;
const ROUTE = `\`requestMetadata.${ATTRIBUTION_KEYS.route}\``;
const SUMS = 'count(*) as requests, sum(input.inputTokenCount) as inputTokens, sum(input.cacheReadInputTokenCount) as cacheReadTokens, '
  + 'sum(input.cacheWriteInputTokenCount) as cacheWriteTokens, sum(output.outputTokenCount) as outputTokens';

const QUERIES: readonly SavedQuery[] = [
  {
    id: 'ByServedRegion',
    name: 'requests by served Region',
    lines: [
      'fields coalesce(inferenceRegion, region) as servedRegion, region as sourceRegion', ANSWERED, 'stats count(*) as requests by sourceRegion, servedRegion', 'sort requests desc',
    ],
  },
  { id: 'ByTenant', name: 'requests and tokens by tenant', lines: [`fields ${TENANT} as tenant`, ANSWERED, `stats ${SUMS} by tenant`, 'sort requests desc'] },
  {
    id: 'ByRoute',
    name: 'requests and tokens by tenant and route',
    lines: [`fields ${TENANT} as tenant, ${ROUTE} as route`, ANSWERED, `stats ${SUMS} by tenant, route`, 'sort requests desc'],
  },
  { id: 'ByModel', name: 'requests and tokens by model', lines: ['fields modelId', ANSWERED, `stats ${SUMS} by modelId`, 'sort requests desc'] },
  { id: 'TokensByHour', name: 'tokens by hour', lines: [ANSWERED, `stats ${SUMS} by bin(1h)`] },
  { id: 'ByCaller', name: 'requests by IAM identity', lines: ['fields identity.arn as caller', ANSWERED, 'stats count(*) as requests by caller, operation', 'sort requests desc'] },
  {
    id: 'Errors',
    name: 'errors by code and model',
    lines: ['fields errorCode, modelId', 'filter schemaType = "ModelInvocationLog" and ispresent(errorCode)', 'stats count(*) as errors by errorCode, modelId', 'sort errors desc'],
  },
];

/** Needs the texts: streams say it in one of their last events, InvokeModel without streaming nowhere. */
const LATENCY: SavedQuery = {
  id: 'Latency',
  name: 'latency by model',
  lines: [
    'fields modelId, operation', ANSWERED, 'parse @message /"(?:latencyMs|invocationLatency)":\\s*(?<latencyMs>\\d+)/', 'filter ispresent(latencyMs)',
    'stats count(*) as requests, pct(latencyMs, 50) as p50, pct(latencyMs, 90) as p90, pct(latencyMs, 99) as p99 by modelId, operation', 'sort p99 desc',
  ],
};

/** Saved in Logs Insights, in a folder of their own. */
export function createSavedQueries(scope: Construct, logGroup: ILogGroup, choice: { readonly withText: boolean }): CfnQueryDefinition[] {
  return [...QUERIES, ...choice.withText ? [LATENCY] : []].map(({ id, name, lines }) => new CfnQueryDefinition(scope, id, {
    name: `Model invocations/${name}`,
    queryString: lines.join('\n| '),
    logGroupNames: [logGroup.logGroupName],
  }));
}
