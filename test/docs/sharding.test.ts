import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openShards } from '../../lambda/core/shards/open-shards';

const text = (path: string) => readFileSync(join(__dirname, '../..', path), 'utf8');
const DOCUMENT = text('docs/sharding.md');

/** Ways to choose k of n. Each factor divides, so that the result is exact. */
function combinations(n: number, k: number): number {
  let ways = 1;
  for (let index = 1; index <= k; index++) ways = ways * (n - k + index) / index;
  return k > n ? 0 : ways;
}

/** The share of other tenants that has all, none, or some of the k shards of one tenant. */
const allShared = (n: number, k: number) => 1 / combinations(n, k);
const noneShared = (n: number, k: number) => combinations(n - k, k) / combinations(n, k);
/** The share of tenants that have nothing left when `lost` shards are gone. */
const nothingLeft = (n: number, k: number, lost: number) => combinations(lost, k) / combinations(n, k);

const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;

/** The rows of the table below a heading, cell by cell, without its head. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const section = DOCUMENT.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/sharding.md has no section '${heading}'`);
  return section.split('\n').filter((line) => line.startsWith('|')).slice(2)
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

const SIZES = [4, 8, 16].flatMap((n) => [1, 2, 3].map((k) => [n, k] as const));

describe('docs/sharding.md', () => {
  test('its table of overlaps is what the arithmetic gives', () => {
    expect(tableUnder('How many tenants meet')).toEqual(SIZES.map(([n, k]) => [
      `${n}`, `${k}`, `${combinations(n, k)}`, percent(allShared(n, k)), percent(1 - noneShared(n, k)), `${Number((k * k / n).toFixed(4))}`,
    ]));
  });

  test('its table of lost shards is what the arithmetic gives', () => {
    expect(tableUnder('What the loss of shards takes')).toEqual(SIZES.map(([n, k]) => [
      `${n}`, `${k}`, percent(k / n), percent(nothingLeft(n, k, 1)), percent(nothingLeft(n, k, 2)),
    ]));
  });

  test('what it says of 8 shards is in the table', () => {
    expect(DOCUMENT).toContain(`of 8 shards with 2 each it leaves ${percent(allShared(8, 2))} of the others with nothing, with 1 each ${percent(allShared(8, 1))}`);
  });

  test('its formulas hold for every pair of choices, counted one by one', () => {
    for (const [n, k] of [[4, 1], [4, 2], [4, 3], [8, 2], [8, 3]] as const) {
      const choices = Array.from({ length: 2 ** n }, (_, mask) => [...mask.toString(2).padStart(n, '0')].flatMap((bit, shard) => bit === '1' ? [shard] : []))
        .filter((shards) => shards.length === k);
      const [first] = choices;
      const shared = choices.map((other) => other.filter((shard) => first!.includes(shard)).length);
      const shareOf = (holds: (count: number) => boolean) => shared.filter(holds).length / choices.length;
      expect(choices).toHaveLength(combinations(n, k));
      expect(shareOf((count) => count === k)).toBeCloseTo(allShared(n, k), 10);
      expect(shareOf((count) => count === 0)).toBeCloseTo(noneShared(n, k), 10);
      expect(shared.reduce((sum, count) => sum + count, 0) / choices.length).toBeCloseTo(k * k / n, 10);
    }
  });

  test('ten thousand tenants of the gateway meet as often as it says', () => {
    const shards = Array.from({ length: 8 }, (_, index) => `${222222222222 + index * 11111111111}`);
    const tenants = Array.from({ length: 10_000 }, (_, index) => new Set(openShards(`tenant-${index}`, { kind: 'shuffled', count: 2, shards }).names));
    const [poisoned, ...others] = tenants;
    const inCommon = others.map((names) => [...names].filter((shard) => poisoned!.has(shard)).length);
    const shareWith = (count: number) => inCommon.filter((shared) => shared === count).length / inCommon.length;
    // Three standard deviations of a share of ten thousand are below 0.015.
    expect(Math.abs(shareWith(2) - allShared(8, 2))).toBeLessThan(0.006);
    expect(Math.abs(shareWith(0) - noneShared(8, 2))).toBeLessThan(0.015);
  });
});

test('the README says the same', () => {
  expect(text('README.md')).toContain(
    `With 2 of 8 shards each, a tenant that makes both of its own unusable takes away everything from ${percent(allShared(8, 2))} of the others.`,
  );
});
