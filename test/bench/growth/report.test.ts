import { GROWTH } from '../../../bench/growth/arguments';
import { DIRECTIONS } from '../../../bench/growth/directions';
import { growthDocument } from '../../../bench/growth/document';
import { GrowthProfile } from '../../../bench/growth/profiles';
import { GrowthCircumstances, profileTable, reportGrowth } from '../../../bench/growth/report';
import { GrowthSample } from '../../../bench/growth/samples';

const SAMPLES: readonly GrowthSample[] = [1, 2].flatMap((round) => DIRECTIONS.flatMap(({ name: direction, series, sizes }) =>
  sizes.flatMap((size) => series.map((one): GrowthSample => ({
    round,
    direction,
    series: one.name,
    size,
    requests: 10,
    elapsedMs: 100,
    cpuMs: 10 * size * round,
    latencyP50Ms: 2,
    latencyP99Ms: 3,
    firstTokenP50Ms: 1,
    firstTokenP99Ms: 2,
    tableReads: 0,
    tableWrites: 20,
    logBytes: 30_000,
    heldBytes: 1024 * 1024,
    peakBytes: 1024 * 1024 * size,
    otherLoad: 0.5,
  })))));

const PROFILE: GrowthProfile = {
  direction: 'targets',
  series: 'converse',
  sizes: [2, 500],
  functions: [{ name: 'same', smallestMs: 1, largestMs: 1 }, { name: 'grows', smallestMs: 0.5, largestMs: 2 }, { name: 'grows less', smallestMs: 0, largestMs: 0.5 }],
};

const CIRCUMSTANCES: GrowthCircumstances = {
  date: '2026-11-20',
  command: 'npm run bench -- --growth',
  node: 'v22.1.0',
  platform: 'linux x64',
  processor: 'Some Processor',
  cores: 2,
  ownCore: true,
  otherLoad: 0.5,
  bundleBytes: 102_400,
  schedule: GROWTH,
  samples: SAMPLES.length,
  disturbedSamples: 7,
};

describe('the report of growth', () => {
  const reports = reportGrowth(SAMPLES);

  test('has a section for every direction, with a row for each measure of each series', () => {
    expect(reports.map(({ direction }) => direction.name)).toEqual(DIRECTIONS.map(({ name }) => name));
    for (const { direction, growth, details } of reports) {
      expect(growth.rows).toHaveLength(direction.measures.length * direction.series.length);
      expect(details).toHaveLength(direction.measures.length);
    }
  });

  test('has a cell for each column', () => {
    for (const { header, rows } of reports.flatMap(({ growth, details }) => [growth, ...details.map(({ values }) => values)])) {
      expect(rows.map(({ length }) => length)).toEqual(rows.map(() => header.length));
    }
  });

  test('says how each measure grows, with a star where it should not', () => {
    const [cpu, latency] = reports[0]!.growth.rows;
    expect(cpu).toEqual(['CPU time of a request', '3.00 → 750 ms', '1.00 (1.00–1.00)', '1.00 (1.00–1.00)', expect.stringMatching(/ [+−] 1\.5 n$/), 'in proportion']);
    expect(latency!.at(-1)).toBe('flat');
    const tenants = reports.find(({ direction }) => direction.name === 'tenants')!;
    expect(tenants.growth.rows[0]!.at(-1)).toBe('in proportion (*)');
  });

  test('has a plot for each measure but those that are 0, each in a file of its own', () => {
    const details = reports.flatMap((report) => report.details);
    expect(new Set(details.map(({ fileName }) => fileName)).size).toBe(details.length);
    expect(details.filter(({ svg }) => svg === undefined).map(({ fileName }) => fileName)).toEqual(['tenants-reads.svg']);
  });

  test('its page links every plot and no other, and says how disturbed the machine was', () => {
    const page = growthDocument(reports, [PROFILE], CIRCUMSTANCES);
    const linked = [...page.matchAll(/\]\(growth\/([^)]+)\)/g)].map(([, fileName]) => fileName);
    expect(linked).toEqual(reports.flatMap(({ details }) => details.filter(({ svg }) => svg !== undefined).map(({ fileName }) => fileName)));
    expect(page).toContain('- Other programs took 50 % of the machine meanwhile: measure again on a quiet machine');
    expect(page).toContain(`- Samples: ${SAMPLES.length}, of which 7 with more than 5 % of the machine taken by other programs`);
    expect(page).not.toMatch(/undefined|NaN/);
  });
});

test('the table of a profile has first what most of the growth is made of', () => {
  expect(profileTable(PROFILE)).toEqual({
    title: 'Targets of a route, Converse',
    header: ['function', 'µs of a request, 2', 'µs of a request, 500', 'share of what it grows by'],
    rows: [['`grows`', '500', '2000', '75 %'], ['`grows less`', '0.00', '500', '25 %'], ['`same`', '1000', '1000', '0 %']],
  });
});
