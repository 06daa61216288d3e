import { statSync } from 'node:fs';
import { resolve } from 'node:path';

test.each(['gateway', 'provisioned-throughput'])('the bundle of %s is at most 450 KB', (bundle) => {
  const { size } = statSync(resolve(__dirname, `../../assets/${bundle}/index.js`));
  expect(size).toBeGreaterThan(10_000);
  expect(size).toBeLessThanOrEqual(450 * 1024);
});
