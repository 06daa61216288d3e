import { Outcome, simulate, Simulation } from './simulate';

/** FAIRNESS_SEEDS makes it more of them: CI runs 12. */
const SEEDS = Array.from({ length: Number(process.env.FAIRNESS_SEEDS ?? 2) }, (_, index) => index + 1);
const CAPACITY = { requestsPerMinute: 600, quotaTokensPerMinute: 400_000 };
/** The parts of both are 150 a minute: c is above its own now and then, by chance. */
const CALM = { b: { requestsPerMinute: 100 }, c: { requestsPerMinute: 130 } };
/** From the second minute on a hundred times as many as it asks for else, and more than twice as many as there is room for. */
const FLOOD = { a: { requestsPerMinute: 1_500, from: 120_000 } };

const play = (members: Partial<Simulation>, seed: number) => simulate({ capacity: CAPACITY, tenants: {}, minutes: 5, warmUp: 2, ...members, seed });
const admittedAMinute = (outcome: Outcome | undefined, minutes = 3) => outcome!.admitted / minutes;

describe.each(SEEDS)('a pool that tenants share (seed %d)', (seed) => {
  it('serves those who stay within their part when another one floods it, and nearly nobody without shares', async () => {
    const calm = await play({ tenants: CALM }, seed);
    const flooded = await play({ tenants: { ...CALM, ...FLOOD } }, seed);
    const unshared = await play({ tenants: { ...CALM, ...FLOOD }, shared: false }, seed);
    for (const tenant of ['b', 'c']) {
      expect(calm[tenant]!.share).toBe(1);
      expect(flooded[tenant]!.share).toBeGreaterThan(0.95);
      expect(unshared[tenant]!.share).toBeLessThan(0.8);
    }
    // The rest is not left unused.
    const all = ['a', 'b', 'c'].reduce((sum, tenant) => sum + admittedAMinute(flooded[tenant]), 0);
    expect(all).toBeGreaterThan(0.85 * CAPACITY.requestsPerMinute);
    expect(all).toBeLessThanOrEqual(CAPACITY.requestsPerMinute);
  });

  it('serves them as well when it reserves much more than it uses, where requests are what is scarce', async () => {
    const { b, c } = await play({
      capacity: { requestsPerMinute: CAPACITY.requestsPerMinute }, tenants: { ...CALM, ...FLOOD }, reserved: 50_000, used: 400,
    }, seed);
    for (const calm of [b, c]) expect(calm!.share).toBeGreaterThan(0.95);
  });

  it('serves one that comes when another one has filled it', async () => {
    const late = { b: { requestsPerMinute: 100, from: 180_000 } };
    const { b } = await play({ tenants: { ...late, a: { requestsPerMinute: 1_500 } } }, seed);
    expect(b!.share).toBeGreaterThan(0.95);
  });

  it('serves a guarantee entirely and at once, however full it is', async () => {
    const guaranteed = { requestsPerMinute: 250, quotaTokensPerMinute: 250_000 };
    const { a, b } = await play({
      guaranteed, tenants: { a: { requestsPerMinute: 1_500 }, b: { requestsPerMinute: 150, from: 180_000, share: { guaranteed } } },
    }, seed);
    expect(b!.share).toBe(1);
    expect(admittedAMinute(a)).toBeLessThanOrEqual(CAPACITY.requestsPerMinute - guaranteed.requestsPerMinute);
  });

  it('serves interactive work before batch work', async () => {
    const { a, b } = await play({ tenants: { a: { requestsPerMinute: 1_500, share: { priority: 'batch' } }, b: { requestsPerMinute: 250 } } }, seed);
    expect(b!.share).toBeGreaterThan(0.98);
    expect(admittedAMinute(a)).toBeGreaterThan(100);
  });

  it('gives everybody who asks for more its part, by weights', async () => {
    const { a, b } = await play({ tenants: { a: { requestsPerMinute: 1_500, share: { weight: 3 } }, b: { requestsPerMinute: 1_500 } } }, seed);
    // With room for one more like itself: 3 of 7, and 1 of 5.
    expect(admittedAMinute(a)).toBeGreaterThan((3 / 7) * 0.95 * CAPACITY.requestsPerMinute);
    expect(admittedAMinute(b)).toBeGreaterThan((1 / 5) * 0.95 * CAPACITY.requestsPerMinute);
    expect(a!.admitted).toBeGreaterThan(1.7 * b!.admitted);
  });
});
