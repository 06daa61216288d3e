import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readmeFigures, withFigures } from '../../../bench/report/readme-figures';
import { documentFrom, samplesIn } from '../../../bench/report/request-page';
import { targetTable } from '../../../bench/report/verdict-tables';
import { markedAsWritten, writtenByHand } from '../../../bench/report/written-by-hand';
import { WORKS } from '../../../bench/workload/works';

const ROOT = join(__dirname, '../../..');
const SAMPLES = readFileSync(join(ROOT, 'docs/benchmarks/samples.json'), 'utf8');

// Where one of these differs: npm run bench -- --again
test('the published benchmarks say what follows from the samples beside them', () => {
  const page = readFileSync(join(ROOT, 'docs/benchmarks.md'), 'utf8');
  expect(page).toBe(documentFrom(SAMPLES, page));
});

test('a page keeps what people wrote into it, whatever a run says around it', () => {
  const page = documentFrom(SAMPLES, `old figures\n${markedAsWritten('## Why\n\nBecause.')}more of them`);
  expect(writtenByHand(page)).toBe('## Why\n\nBecause.');
  expect(page).not.toContain('old figures');
  expect(documentFrom(SAMPLES, page)).toBe(page);
  expect(() => documentFrom(SAMPLES, '# A page')).toThrow('the page has no "<!-- written by hand');
});

test('the published page says of every target that is missed why', () => {
  const page = readFileSync(join(ROOT, 'docs/benchmarks.md'), 'utf8');
  const missed = targetTable({ ...samplesIn(SAMPLES), works: WORKS }, []).rows.filter(([, , , verdict]) => verdict === 'missed');
  const why = writtenByHand(page);
  for (const [, , measured] of missed) expect(why).toContain(measured!.split(' ')[0]);
  expect(missed.length > 0).toBe(why.includes('## Which targets are missed, and why'));
});

test('the figures of the README are those of the samples', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme).toBe(withFigures(readme, readmeFigures(samplesIn(SAMPLES))));
});

test('a run that lacks a peer has no figures for the README, and says what to run', () => {
  const { samples, starts } = samplesIn(SAMPLES);
  const withoutPeer = { starts, samples: samples.filter(({ subject }) => subject !== 'LiteLLM') };
  expect(() => readmeFigures(withoutPeer)).toThrow('gateway and LiteLLM were not both measured with converse-10: run all works with --peers');
  expect(() => withFigures('# A README', '')).toThrow('the README has no "<!-- figures of docs/benchmarks.md -->"');
});
