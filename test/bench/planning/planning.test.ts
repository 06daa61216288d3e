import { PLANNING } from '../../../bench/arguments';
import { PlanningSample, runPlanning } from '../../../bench/planning/measure';
import { planningDocument, planningMethod, planningTables } from '../../../bench/planning/report';
import { nameOf, ORDERINGS, VARIANTS } from '../../../bench/planning/variants';
import { seededRandom } from '../../support/random';

const CIRCUMSTANCES = {
  date: '2026-01-02',
  command: 'npm run bench -- --planning',
  node: 'v20.0.0',
  platform: 'linux x64',
  processor: 'Slow Processor',
  cores: 2,
  otherLoad: 0,
  schedule: PLANNING,
};

/** Ten microseconds for each target, in every round. */
const SAMPLES = [1, 2].flatMap((round) =>
  VARIANTS.map((variant): PlanningSample => ({ ...variant, round, decisions: 100, elapsedMs: variant.targets })));

describe('the variants', () => {
  test('are every strategy and affinity, with every extent, in one tier and three, with 5, 50 and 500 targets', () => {
    expect(VARIANTS).toHaveLength(8 * 3 * 2 * 3);
    expect(new Set(VARIANTS.map(nameOf)).size).toBe(VARIANTS.length);
    expect(new Set(VARIANTS.map(({ targets }) => targets))).toEqual(new Set([5, 50, 500]));
  });
});

describe('a run', () => {
  test('measures every variant once in each round, in another order', async () => {
    const messages: string[] = [];
    const samples = await runPlanning({
      schedule: { rounds: 2, warmUpMs: 0, sampleMs: 0 }, random: seededRandom(3), progress: (message) => messages.push(message),
    });
    const orderOf = (round: number) => samples.filter((sample) => sample.round === round).map(nameOf);
    const expected = VARIANTS.map(nameOf).sort();
    expect(samples).toHaveLength(2 * VARIANTS.length);
    expect([...orderOf(1)].sort()).toEqual(expected);
    expect([...orderOf(2)].sort()).toEqual(expected);
    expect(orderOf(1)).not.toEqual(orderOf(2));
    expect(messages).toEqual(['warming up (0 s)', 'round 1 of 2 (0 s)', 'round 2 of 2 (0 s)']);
  });
});

describe('the report', () => {
  test('has a table for each extent and number of tiers, with a row for each strategy', () => {
    const tables = planningTables(SAMPLES);
    expect(tables.map(({ title }) => title)).toEqual([
      'Whole decision, no breaker open, one tier',
      'Whole decision, no breaker open, 3 tiers',
      'Whole decision, a third of the breakers open, one tier',
      'Whole decision, a third of the breakers open, 3 tiers',
      'Order of the candidates alone, one tier',
      'Order of the candidates alone, 3 tiers',
    ]);
    for (const { header, rows } of tables) {
      expect(rows).toHaveLength(ORDERINGS.length);
      for (const row of rows) expect(row).toHaveLength(header.length);
    }
  });

  test('shows time, decisions per second and growth', () => {
    const [{ header, rows }] = planningTables(SAMPLES);
    expect(header.map((name) => name.replace(/\n/g, ' '))).toEqual([
      'strategy', '5 targets: µs (min–max)', 'decisions per s', '50 targets: µs (min–max)', 'decisions per s', '500 targets: µs (min–max)', 'decisions per s',
      '50 ÷ 5 (min–max)', '500 ÷ 5 (min–max)', '500 ÷ 50 (min–max)',
    ]);
    expect(rows[0]).toEqual([
      'ordered', '50.0 (50.0–50.0)', '20,000', '500 (500–500)', '2,000', '5000 (5000–5000)', '200',
      '10.0 (10.0–10.0)', '100 (100–100)', '10.0 (10.0–10.0)',
    ]);
  });

  test('says how it was measured and what growth to expect', () => {
    const method = planningMethod(CIRCUMSTANCES);
    expect(method).toContain('After a warm-up of 150 ms for each variant there are 7 rounds;');
    expect(method).toContain('50 ÷ 5 is 10.0, 24.3 and 100; 500 ÷ 5 is 100, 386 and 10000; 500 ÷ 50 is 10.0, 15.9 and 100.');
  });

  test('as a page names machine, Node.js, command and date, and no bundle', () => {
    const page = planningDocument(planningTables(SAMPLES), CIRCUMSTANCES);
    for (const line of ['- Date: 2026-01-02', '- Machine: 2 cores (Slow Processor), linux x64', '- Node.js: v20.0.0', '- Command: npm run bench -- --planning']) {
      expect(page).toContain(`${line}\n`);
    }
    expect(page).not.toContain('bundle:');
    expect(page.match(/^### /gm)).toHaveLength(6);
  });
});
