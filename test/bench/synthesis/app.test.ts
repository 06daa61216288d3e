import { LIMITS, synthesize } from '../../../bench/synthesis/app';
import { synthesisTable } from '../../../bench/synthesis/report';
import { ensureGatewayBundle } from '../../src/support/gateway-bundle';

ensureGatewayBundle();
let time = 0;
const now = () => time += 1_000;

test('a thousand tenants, fifty routes and eight shards stay within every limit of CloudFormation', () => {
  const figures = synthesize({ tenants: 1_000, routes: 50, shards: 8 }, now);
  expect(figures.resources).toBeLessThan(LIMITS.resources);
  expect(figures.templateBytes).toBeLessThan(LIMITS.templateBytes);
  expect(figures.policyCharacters).toBeLessThan(LIMITS.policyCharacters);
  expect(figures.environmentBytes).toBeLessThan(LIMITS.environmentBytes);
});

test('neither tenants nor routes make the template larger', () => {
  const few = synthesize({ tenants: 51, routes: 5, shards: 2 }, now);
  const many = synthesize({ tenants: 500, routes: 50, shards: 2 }, now);
  expect({ ...many, planBytes: 0, milliseconds: 0, templateBytes: 0 }).toEqual({ ...few, planBytes: 0, milliseconds: 0, templateBytes: 0 });
  expect(Math.abs(many.templateBytes - few.templateBytes)).toBeLessThan(100);
  expect(many.planBytes).toBeGreaterThan(10 * few.planBytes);
});

test('the table has a row for each size and one for the limits', () => {
  const size = { tenants: 1_000, routes: 5, shards: 2 };
  const figures = synthesize({ ...size, tenants: 2 }, now);
  const { header, rows } = synthesisTable([{ size, figures, milliseconds: { median: 1_500, min: 1_000, max: 2_000 } }], LIMITS);
  expect(rows.map((row) => row.length)).toEqual([header.length, header.length]);
  expect(rows[0]!.slice(0, 2)).toEqual(['1,000 × 5 × 2', '1.50 (1.00–2.00)']);
  expect(rows[1]!.slice(-4)).toEqual(['500', '1,000,000', '10,240', '4,096']);
});
