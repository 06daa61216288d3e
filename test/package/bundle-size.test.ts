import { statSync } from 'node:fs';
import { resolve } from 'node:path';

test('the gateway bundle is at most 450 KB', () => {
  const { size } = statSync(resolve(__dirname, '../../assets/gateway/index.js'));
  expect(size).toBeGreaterThan(10_000);
  expect(size).toBeLessThanOrEqual(450 * 1024);
});
