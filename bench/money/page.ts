import {
  Bill, breakEven, environmentsFor, guidanceMonth, instanceMonth, instancesMonth, instancesPerMillion, lambdaMonth, lambdaPerMillion,
  monitoringMonth, natMonth, peakRate, totalOf, Traffic, Work,
} from './formula';
import { Counted, Guidance, InDynamoDb, Prices } from './inputs';
import { metricsOf } from './metrics';
import { ASSUMED, FLEET, LAMBDA_MEMORY_GIGABYTES, WATCHED, withLeases, worksOf } from './scenarios';

export interface BundleSize {
  /** Rounded, since it changes with every commit. */
  readonly ownKilobytes: number;
  readonly packages: Readonly<Record<string, number>>;
}

export interface PageInputs {
  readonly counted: Counted;
  readonly prices: Prices;
  readonly guidance: Guidance;
  readonly bundle: BundleSize;
}

const VOLUMES = [100_000, 1_000_000, 10_000_000, 100_000_000];

export const usd = (amount: number): string => `$${amount.toLocaleString('en-US', { minimumFractionDigits: amount < 100 ? 2 : 0, maximumFractionDigits: amount < 100 ? 2 : 0 })}`;
const whole = (number: number): string => number.toLocaleString('en-US');
const milliseconds = (seconds: number): string => `${Number((seconds * 1000).toPrecision(3))} ms`;

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [`| ${headings.join(' | ')} |`, `|${'---|'.repeat(headings.length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

/** The whole of docs/costs.md. */
export function costsPage({ counted, prices, guidance, bundle }: PageInputs): string {
  const { short, long } = worksOf(counted);
  const monitoring = monitoringMonth(prices, metricsOf(WATCHED));
  const monthly = { monitoring: totalOf(monitoring), instances: FLEET.least * instanceMonth(prices), nat: natMonth(prices) };
  return `${[
    '# What it costs',
    'What a request sends, writes and logs, counted by tests, and what that is in money, computed from the counts and public prices. This page is written by `WRITE_DOCS=1 npm test -- test/gateway/counted-traffic test/lambda/adapters/credentials test/docs/costs`; without it, it is compared. Counts are in [`bench/money/counted.json`](../bench/money/counted.json), prices with their dates in [`bench/money/prices.json`](../bench/money/prices.json), the formula is [`bench/money/formula.ts`](../bench/money/formula.ts) ([decision 0033](decisions/0033-costs-are-counted.md)). What Bedrock asks for tokens comes on top of everything here.',
    '## Counted',
    'One execution environment serves chat completions from the synthesized plan, against the services of the local cloud; bytes are those of bodies, without headers and TLS.',
    '### DynamoDB, for each request',
    dynamoDbTable(counted),
    `An item of a ledger is at most 1 KB, so a write is one request unit. An environment reads API keys, shared health and overrides together: one call when it knows nothing, then one every two seconds at most while requests come, whatever their number. With \`QuotaLedger.leased()\` an environment that serves 100 requests a second wrote ${whole(counted.leases.writes)} times for ${whole(counted.leases.requests)} requests. Breakers write nothing while targets are healthy; a target that fails five times in a row cost ${counted.breakers.opening} writes until its breaker was open, and none while it is.`,
    '### STS, connections, logs',
    table(['', 'counted'], [
      ['AssumeRole, for each role and environment in use', `${counted.sts.calls} in ${counted.sts.hours} hours; none for targets of the gateway's own account`],
      [`connections opened by ${whole(counted.connections.requests)} requests, one after another`, `${counted.connections.bedrock} to Bedrock, ${counted.connections.dynamodb} to DynamoDB, ${counted.connections.sts} to STS`],
      ['connections, with several requests at once', 'never more to a service than requests at a time'],
      ['log lines of the gateway', `${counted['log.withoutQuota'].lines}, ${whole(counted['log.withoutQuota'].bytes)} bytes; with a quota ${counted['log.withQuota'].lines}, ${whole(counted['log.withQuota'].bytes)} bytes: decision record and metrics`],
      ['log lines around it', `Lambda's own ${counted['log.around'].lambda} bytes, access log of the API ${counted['log.around'].access} bytes, both rounded up`],
      ...(['short', 'long'] as const).map((name) => {
        const { answered, bedrockReceived, bedrockSent, promptTokens, tokens } = counted[`answer.${name}`];
        return [
          `a ${name} answer: ${whole(promptTokens)} tokens in, ${whole(tokens)} out, streamed, a token in each chunk`,
          `${whole(bedrockSent)} bytes to Bedrock, ${whole(bedrockReceived)} back, ${whole(answered)} to the caller`,
        ];
      }),
    ]),
    '### The bundle',
    table(['part', 'KB'], [
      ['its own code, about', String(bundle.ownKilobytes)],
      ...Object.entries(bundle.packages).sort(([, left], [, right]) => right - left).map(([name, bytes]) => [`\`${name}\``, (bytes / 1024).toFixed(1)]),
    ]),
    '## In money',
    `Prices of us-east-1, without free tiers, discounts and taxes. Assumed, not counted: a short answer takes ${ASSUMED.shortSeconds} s and a long one ${ASSUMED.longSeconds} s; every token is a chunk of its own, which makes more bytes than Bedrock's larger chunks; processor time is ${milliseconds(ASSUMED.cpuSecondsPerRequest)} for each request and ${milliseconds(ASSUMED.cpuSecondsPerToken)} for each token, more than [benchmarks](benchmarks.md) show. Managed instances are m7g.large, on each of which one environment of 4 GiB and one vCPU is counted; their volumes and traffic between zones are left out, as Lambda's documentation says nothing of them.`,
    '```text',
    'Lambda     = monitoring + requests × (API Gateway + DynamoDB + logs + data to callers + Lambda request + seconds × GB × GB-second)',
    'instances  = monitoring + NAT gateway + environments × instance × 1.15 × 730 h',
    '             + requests × (API Gateway + DynamoDB + logs + data to callers + Lambda request + NAT gateway data)',
    'environments = the largest of 3, peak requests/s × seconds / (64 × ½), peak requests/s × processor seconds / (1 × ½)',
    'guidance   = its own total + tasks for the peak + NAT gateway data and data to callers beyond what it includes',
    '```',
    '### A million requests',
    perMillionTable(prices, short, long),
    'A gateway on Lambda is paid for while it waits for tokens: that is nearly all of it. 512 MB would halve that line, and give the gateway half the processor.',
    '### Each month, without a request',
    table(['', 'Lambda', 'managed instances', 'LiteLLM on ECS'], [
      ['monitoring', usd(monthly.monitoring), usd(monthly.monitoring), 'in the total'],
      [`instances (${FLEET.least})`, '–', usd(monthly.instances), 'in the total'],
      ['NAT gateway (one)', '–', usd(monthly.nat), 'in the total'],
      ['**in all**', `**${usd(monthly.monitoring)}**`, `**${usd(monthly.monitoring + monthly.instances + monthly.nat)}**`, `**${usd(guidance.total)}**`],
    ]),
    `Monitoring is ${whole(metricsOf(WATCHED))} metrics (${WATCHED.routes} route, ${WATCHED.tenants} tenant, ${WATCHED.targets} targets), a dashboard and the alarms; metrics without values cost nothing, so it is the most. The last column is the sample cost table of AWS's [${guidance.name}](${guidance.source}), as published, read on ${guidance.read}: two tasks, a NAT gateway, a load balancer, PostgreSQL, Redis and the rest. It has no alarms and no dashboard. What grows with traffic is added by us: tasks at the ${whole(guidance.throughput.requestsPerSecond)} requests/s that [LiteLLM publishes](${guidance.throughput.source}) for ${guidance.throughput.instances} machines of ${guidance.throughput.vcpusPerInstance} vCPUs, and data beyond the ${guidance.outboundGigabytesIncluded} GB that it includes. Larger databases, logs and load balancer units are left out, in its favour.`,
    '### Each month, by requests',
    'Evenly spread, and (for what has to be there for the busiest time) with a peak of three times the average.',
    monthTable(prices, guidance, short, long, totalOf(monitoring), counted),
    '### Break-even',
    'From how many answers a month on one costs no more than another:',
    breakEvenTable(prices, guidance, short, long, totalOf(monitoring), counted),
    'LiteLLM on ECS is cheaper than Lambda from the numbers above on, and than managed instances where the table says so, for three reasons: nothing is asked for each request (API Gateway, DynamoDB and logs are most of what a short answer costs on instances), a task is taken to serve as many requests a second as LiteLLM publishes for answers that come at once and in one piece, and its database, cache and logs are taken never to grow.',
    'Below the break-even of the first two Lambda is cheaper, and costs nearly nothing while nobody asks; above it instances are, as long as traffic does not double within five minutes, and where streaming from them works, which is [not confirmed](decisions/0032-on-what-the-function-runs.md). Savings Plans apply to instances (not to the fee of 15 %) and to Lambda; neither is counted.',
    '### Prices',
    table(['price', 'for each', 'read at', 'of'], Object.values(prices).map(({ usd: dollars, per, unit, page, readAt, dated }) => [
      `$${dollars}${per === 1 ? '' : ' a million'}`, `[${unit}](${page})`, readAt ? `[${new URL(readAt).hostname}](${readAt})` : 'not confirmed', dated ?? '–',
    ])),
  ].join('\n\n').replace(/```text\n\n/, '```text\n').replace(/\n\n(?=(instances  =|  {12}\+ requests|environments =|guidance {3}=|```\n))/g, '\n')}\n`;
}

function dynamoDbTable(counted: Counted): string {
  const row = (title: string, { requests, writes, reads, sent, received }: InDynamoDb) =>
    [title, ...[requests, writes, reads, sent, received].map(whole)];
  return table(['a request', 'calls', 'items written', 'items read', 'bytes sent', 'bytes received'], [
    row('of a tenant without a quota', counted['dynamodb.withoutQuota']),
    row('of a tenant with a quota', counted['dynamodb.withQuota']),
    row('with a quota, at a target with a declared capacity', counted['dynamodb.withQuotaAndCapacity']),
    row('refused by its quota', counted['dynamodb.refusedByQuota']),
    row('the first of an environment, besides', counted['dynamodb.firstRead']),
  ]);
}

function perMillionTable(prices: Prices, short: Work, long: Work): string {
  const bills: readonly (readonly [string, Bill])[] = [
    ['Lambda, short', lambdaPerMillion(prices, short, LAMBDA_MEMORY_GIGABYTES)],
    ['Lambda, long', lambdaPerMillion(prices, long, LAMBDA_MEMORY_GIGABYTES)],
    ['instances, short', instancesPerMillion(prices, short)],
    ['instances, long', instancesPerMillion(prices, long)],
  ];
  const lines = [...new Set(bills.flatMap(([, bill]) => Object.keys(bill)))];
  return table(['', ...bills.map(([name]) => name)], [
    ...lines.map((line) => [line, ...bills.map(([, bill]) => (bill[line] === undefined ? '–' : usd(bill[line])))]),
    ['**in all**', ...bills.map(([, bill]) => `**${usd(totalOf(bill))}**`)],
  ]);
}

function monthTable(prices: Prices, guidance: Guidance, short: Work, long: Work, monitoring: number, counted: Counted): string {
  const rows = ([['short', short], ['long', long]] as const).flatMap(([name, work]) => VOLUMES.map((requestsPerMonth) => {
    const traffic: Traffic = { requestsPerMonth, peak: 3 };
    return [
      `${whole(requestsPerMonth)} ${name}`,
      usd(lambdaMonth(prices, work, LAMBDA_MEMORY_GIGABYTES, monitoring, traffic)),
      usd(instancesMonth(prices, work, FLEET, monitoring, traffic)),
      usd(instancesMonth(prices, withLeases(counted, work), FLEET, monitoring, traffic)),
      whole(environmentsFor(FLEET, work, peakRate(requestsPerMonth, traffic.peak))),
      usd(guidanceMonth(prices, guidance, work, traffic)),
    ];
  }));
  return table(['answers a month', 'Lambda', 'managed instances', 'with leases', 'instances', 'LiteLLM on ECS'], rows);
}

function breakEvenTable(prices: Prices, guidance: Guidance, short: Work, long: Work, monitoring: number, counted: Counted): string {
  const lambda = (work: Work, memory: number, peak: number) => (requestsPerMonth: number) =>
    lambdaMonth(prices, work, memory, monitoring, { requestsPerMonth, peak });
  const instances = (work: Work, peak: number) => (requestsPerMonth: number) =>
    instancesMonth(prices, withLeases(counted, work), FLEET, monitoring, { requestsPerMonth, peak });
  const litellm = (work: Work, peak: number) => (requestsPerMonth: number) => guidanceMonth(prices, guidance, work, { requestsPerMonth, peak });
  const from = (requests: number | undefined) => (requests === undefined ? 'never' : `${(requests / 1e6).toFixed(1)} million`);
  const row = (title: string, found: (work: Work) => number | undefined) => [title, from(found(short)), from(found(long))];
  return table(['', 'short answers', 'long answers'], [
    row('managed instances, than Lambda with 1,024 MB; peak as the average', (work) => breakEven(lambda(work, 1, 1), instances(work, 1))),
    row('the same; peak 10 times the average', (work) => breakEven(lambda(work, 1, 10), instances(work, 10))),
    row('managed instances, than Lambda with 512 MB; peak 3 times the average', (work) => breakEven(lambda(work, 0.5, 3), instances(work, 3))),
    row('LiteLLM on ECS, than Lambda with 1,024 MB; peak 3 times the average', (work) => breakEven(lambda(work, 1, 3), litellm(work, 3))),
    row('LiteLLM on ECS, than managed instances; peak 3 times the average', (work) => breakEven(instances(work, 3), litellm(work, 3))),
  ]);
}
