import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentFrom } from '../../../bench/report/request-page';

const DOCS = join(__dirname, '../../../docs');

test('the published benchmarks say what follows from the samples beside them', () => {
  const published = readFileSync(join(DOCS, 'benchmarks.md'), 'utf8');
  // Otherwise: npm run bench -- --again
  expect(published).toBe(documentFrom(readFileSync(join(DOCS, 'benchmarks/samples.json'), 'utf8')));
});
