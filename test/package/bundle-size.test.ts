import { statSync } from 'node:fs';
import { resolve } from 'node:path';

test.each([['gateway', 600], ['provisioned-throughput', 450]])('the bundle of %s is at most %d KB', (bundle, limit) => {
  const { size } = statSync(resolve(__dirname, `../../assets/${bundle}/index.js`));
  expect(size).toBeGreaterThan(10_000);
  expect(size).toBeLessThanOrEqual(limit * 1024);
});
