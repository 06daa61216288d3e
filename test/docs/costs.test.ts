import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundleParts, Metafile } from '../../bench/money/bundle-parts';
import { lambdaPerMillion, monitoringMonth } from '../../bench/money/formula';
import { readCounted, readGuidance, readPrices } from '../../bench/money/inputs';
import { metricsOf } from '../../bench/money/metrics';
import { costsPage } from '../../bench/money/page';
import { worksOf } from '../../bench/money/scenarios';
import { METRIC_SHAPES } from '../../src/contract/metrics';

const ROOT = resolve(__dirname, '../..');
const PAGE = resolve(ROOT, 'docs/costs.md');
const text = (path: string) => readFileSync(resolve(ROOT, path), 'utf8');
const prices = readPrices();
const counted = readCounted();

/** Which bytes of the bundle come from where, as its build writes it down. */
const META = '.cache/meta/gateway.json';

/** The code of this repository is in steps of 50 KB, so that not every change of it changes the page. */
const STEP = 50;

function bundleNow() {
  if (!existsSync(resolve(ROOT, META))) throw new Error(`${META} is missing: build the bundle with "node scripts/bundle.mjs"`);
  const { own, packages } = bundleParts(JSON.parse(text(META)) as Metafile, 'assets/gateway/index.js');
  return { ownKilobytes: Math.round(own / 1024 / STEP) * STEP, packages };
}

test('docs/costs.md is what was counted and what follows from it', () => {
  const page = costsPage({ counted, prices, guidance: readGuidance(), bundle: bundleNow() });
  if (process.env.WRITE_DOCS === '1') writeFileSync(PAGE, page);
  expect(existsSync(PAGE) && readFileSync(PAGE, 'utf8')).toBe(page);
});

describe('the table of the README', () => {
  const README = text('README.md');
  const row = (name: string) => new RegExp(`^\\| ${name} \\| (.*) \\|$`, 'm').exec(README)?.[1] ?? '';
  const { short } = worksOf(counted);

  test('has the prices of a million requests', () => {
    const bill = lambdaPerMillion(prices, short, 1);
    expect(row('each million requests')).toContain(`API Gateway $${bill['API Gateway']!.toFixed(2)}`);
    expect(row('each million requests')).toContain(`DynamoDB $${bill.DynamoDB!.toFixed(2)} for a tenant with a quota (two writes)`);
    expect(row('each million requests')).toContain(`Lambda $${bill['Lambda requests']!.toFixed(2)}`);
    expect(row('each million requests')).toContain(`logs about $${bill.logs!.toFixed(0)} (${Math.ceil(short.logBytes / 1000)} KB each)`);
  });

  test('has the price of a second', () => {
    const second = prices.lambdaArmGigabyteSecond.usd;
    expect(row('each second of an answer')).toContain(`Lambda $${second.toFixed(7)}`);
    expect(row('each second of an answer')).toContain(`A million answers of five seconds are $${(5e6 * second).toFixed(0)}`);
  });

  test('has the metrics that there are, and the rest of a month', () => {
    const { dashboard, alarms } = monitoringMonth(prices, 0);
    const none = { routes: 0, tenants: 0, targets: 0 };
    const more = (watched: Partial<typeof none>) => metricsOf({ ...none, ...watched }) - metricsOf(none);
    expect(row('each month')).toContain(`dashboard $${dashboard}, alarms about $${alarms!.toFixed(2)}; metrics $${prices.metricMonth.usd.toFixed(2)} for each`);
    expect(row('each month')).toContain(
      `at most ${metricsOf(none)} for a gateway, ${more({ routes: 1 })} for each route, ${more({ tenants: 1 })} for each tenant (with up to 50 of them, or where \`tenantMetrics\` asks for them), ${more({ targets: 1 })} for each target`,
    );
  });

  test('leads to the page', () => {
    expect(README).toContain('(docs/costs.md)');
  });
});

test('every metric is counted, but for those by a kind of limit or a cause', () => {
  const sets = Object.values(METRIC_SHAPES).flatMap(({ dimensionSets }) => dimensionSets.map((set) => set.join('+')));
  const occurring = sets.filter((set) => set.includes('Limit') || set.includes('Cause'));
  expect(metricsOf({ routes: 1, tenants: 1, targets: 1 })).toBe(sets.length - occurring.length);
});
