import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readmeFigures, withFigures } from '../../../bench/report/readme-figures';
import { documentFrom, samplesIn } from '../../../bench/report/request-page';

const ROOT = join(__dirname, '../../..');
const SAMPLES = readFileSync(join(ROOT, 'docs/benchmarks/samples.json'), 'utf8');

// Where one of these differs: npm run bench -- --again
test('the published benchmarks say what follows from the samples beside them', () => {
  expect(readFileSync(join(ROOT, 'docs/benchmarks.md'), 'utf8')).toBe(documentFrom(SAMPLES));
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
