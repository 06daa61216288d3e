import { Outcome, simulate, Simulation } from './simulate';

/** FAIRNESS_SEEDS makes it more of them. */
const SEEDS = Array.from({ length: Number(process.env.FAIRNESS_SEEDS ?? 2) }, (_, index) => index + 1);
const CAPACITY = { requestsPerMinute: 600 };
const LONGEST_QUEUE_MS = 10_000;
const BATCH_QUEUE_MS = 5_000;
const WAITS = { share: { maxQueueMs: LONGEST_QUEUE_MS } };

/** With a third one that asks, the part of each is 600 / 4: they stay within it, also by chance. */
const PART = 150;
const CALM = { b: { requestsPerMinute: 90, ...WAITS }, c: { requestsPerMinute: 105, ...WAITS } };
/** From the second minute on a hundred times its usual 15. */
const NOISY = { requestsPerMinute: 1_500, from: 120_000 };

type Outcomes = Readonly<Record<string, Outcome>>;

const play = (tenants: Simulation['tenants'], seed: number): Promise<Outcomes> => simulate({ seed, capacity: CAPACITY, tenants, minutes: 4, warmUp: 2 });
const p99 = ({ waits }: Outcome) => waits[Math.ceil(0.99 * waits.length) - 1] ?? 0;
const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

describe('a tenant that asks a hundred times as much as usual', () => {
  const without: Outcomes[] = [];
  const beside: Outcomes[] = [];

  beforeAll(async () => {
    for (const seed of SEEDS) without.push(await play(CALM, seed));
    for (const seed of SEEDS) beside.push(await play({ ...CALM, a: NOISY }, seed));
  }, 300_000);

  test.each(['b', 'c'])('moves neither what %s is served of nor how long it waits, beyond what chance does without it', (tenant) => {
    const served = without.map((outcomes) => outcomes[tenant]!.share);
    const waited = without.map((outcomes) => p99(outcomes[tenant]!));
    beside.forEach((outcomes, index) => {
      const outcome = outcomes[tenant]!;
      expect(outcome.mostAsked).toBeLessThanOrEqual(PART);
      // It asked for the very same.
      expect(outcome.asked).toBe(without[index]![tenant]!.asked);
      expect(outcome.share).toBeGreaterThanOrEqual(served[index]! - spread(served));
      expect(p99(outcome)).toBeLessThanOrEqual(waited[index]! + spread(waited));
    });
  });

  test('bears the consequences itself', () => {
    for (const { a } of beside) {
      expect(a!.share).toBeLessThan(0.3);
      expect(a!.retryAfter.length).toBe(a!.asked - a!.admitted);
    }
  });
});

describe.each(SEEDS)('batch work beside interactive work that keeps to its part (seed %d)', (seed) => {
  const interactive = { b: { requestsPerMinute: 150 } };
  const batch = { requestsPerMinute: 500, from: 60_000, share: { priority: 'batch', maxQueueMs: BATCH_QUEUE_MS } } as const;

  it('waits, and is refused with a time to come back, before any interactive request is refused', async () => {
    const { b, a } = await play({ ...interactive, a: batch }, seed);
    expect(b).toMatchObject({ share: 1, retryAfter: [] });
    expect(b!.waits.at(-1)).toBe(0);
    expect(b!.mostAsked).toBeLessThanOrEqual(200);

    expect(p99(a!)).toBeGreaterThan(1_000);
    expect(a!.waits.at(-1)).toBeLessThan(BATCH_QUEUE_MS);
    expect(a!.retryAfter.length).toBeGreaterThan(0);
    expect(a!.longestInVain).toBeLessThanOrEqual(BATCH_QUEUE_MS);
    expect(Math.min(...a!.retryAfter)).toBeGreaterThan(0);
    expect(Math.max(...a!.retryAfter)).toBeLessThanOrEqual(65_000);
  }, 300_000);
});
