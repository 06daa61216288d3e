import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { SPANS } from '../../lambda/core/ledger/dimensions';
import { DIMENSIONS, METRIC_NAMESPACE, METRIC_SHAPES, METRICS } from '../../src/contract/metrics';
import { ResilientInference } from '../../src/index';
import { construct, minimalProps } from '../src/support/synthesis';

const text = (path: string) => readFileSync(join(__dirname, '../..', path), 'utf8');
const DOCUMENT = text('docs/metrics.md');
const COLUMNS = ['metric', 'unit', 'dimensions', 'read as', 'one value is', 'emitted', 'what to do with it'];

const cellsOf = (line: string) => line.split('|').slice(1, -1).map((cell) => cell.trim());

/** Of every table of the page. */
const rows = DOCUMENT.split('\n').filter((line) => line.startsWith('| `')).map(cellsOf);
const byName = (select: (row: readonly string[]) => unknown) => Object.fromEntries(rows.map((row) => [row[0]!.replaceAll('`', ''), select(row)]));

/** `all, Route, Tenant + Limit` */
const setsText = (sets: readonly (readonly string[])[]) => sets.map((set) => set.length === 0 ? 'all' : set.join(' + ')).join(', ');

describe('docs/metrics.md', () => {
  test('names every metric of the contract once, and no other', () => {
    expect(rows.map(([name]) => name).sort()).toEqual(Object.values(METRICS).map((name) => `\`${name}\``).sort());
  });

  test('has units and dimensions as in the contract', () => {
    expect(byName(([, unit, dimensions]) => [unit, dimensions])).toEqual(
      Object.fromEntries(Object.entries(METRIC_SHAPES).map(([name, { unit, dimensionSets }]) => [name, [unit, setsText(dimensionSets)]])),
    );
  });

  test('says how many metrics each tenant adds, which are billed, and what they cost', () => {
    const ofTenants = Object.values(METRIC_SHAPES)
      .filter(({ dimensionSets }) => dimensionSets.some((set) => set.join() === DIMENSIONS.TENANT)).length;
    expect(DOCUMENT).toContain(`${['no', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'][ofTenants]} are named with \`Tenant\``);
    expect(DOCUMENT).toContain(`costs $${(ofTenants * 0.3).toFixed(2)} a month`);
  });

  test('says how the methods of the construct read each', () => {
    const gateway = construct(minimalProps());
    const read = (name: keyof typeof METRIC_SHAPES) => (gateway[`metric${name}` as keyof ResilientInference] as (options: MetricOptions) => Metric)
      .call(gateway, { dimensionsMap: Object.fromEntries(METRIC_SHAPES[name].dimensionSets[0]!.map((dimension) => [dimension, 'one'])) });
    expect(byName(([, , , statistic]) => statistic)).toEqual(
      Object.fromEntries(Object.values(METRICS).map((name) => [name, read(name).statistic])),
    );
  });

  test('says everything of each', () => {
    expect(DOCUMENT.split('\n').filter((line) => line.startsWith('| metric')).map(cellsOf)).toEqual([COLUMNS, COLUMNS, COLUMNS, COLUMNS]);
    for (const row of rows) expect([row[0], row.filter((cell) => cell !== '').length]).toEqual([row[0], COLUMNS.length]);
  });

  test('names the namespace, every dimension, and the kinds of limits that refuse', () => {
    for (const name of [METRIC_NAMESPACE, ...Object.values(DIMENSIONS)]) expect(DOCUMENT).toContain(`\`${name}\``);
    const [, listed = ''] = /^`Limit` is the kind of limit that refused: (.*) \(/m.exec(DOCUMENT) ?? [];
    // What is counted for fairness among tenants is no limit of a tenant.
    const limits = Object.keys(SPANS).filter((kind) => kind !== 'shareUsed' && !kind.startsWith('paced'));
    expect(listed.replaceAll('`', '').split(', ')).toEqual(limits);
  });
});

test('the pages where a reader would look link to it', () => {
  expect(text('README.md')).toContain('(docs/metrics.md)');
  expect(text('docs/architecture.md')).toContain('(metrics.md)');
});
