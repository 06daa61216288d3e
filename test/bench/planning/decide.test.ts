import { decisions, FAILED_CALLS } from '../../../bench/planning/decide';
import { createScene } from '../../../bench/planning/scene';
import { Extent, ORDERINGS } from '../../../bench/planning/variants';
import { seededRandom } from '../../support/random';

const EXTENTS: readonly Extent[] = ['allClosed', 'thirdOpen', 'ordering'];

const sceneOf = (targets: number, thirdOpen: boolean) => createScene({ targets, thirdOpen, random: seededRandom(7) });

async function verdictsOf(targets: number, thirdOpen: boolean) {
  const scene = await sceneOf(targets, thirdOpen);
  const candidates = [...scene.targets.values()].map((target) => ({ target, tier: 0 }));
  return (await scene.health.judge(candidates)).map(({ verdict }) => verdict);
}

describe('the scene', () => {
  test.each([5, 50, 500])('of %d targets has every third breaker open when it shall, and none to probe', async (targets) => {
    const verdicts = await verdictsOf(targets, true);
    const open = Math.ceil(targets / 3);
    expect(verdicts.filter((verdict) => verdict === 'open')).toHaveLength(open);
    expect(verdicts.filter((verdict) => verdict === 'healthy')).toHaveLength(targets - open);
  });

  test('has every breaker closed otherwise', async () => {
    expect(new Set(await verdictsOf(50, false))).toEqual(new Set(['healthy']));
  });

  test('knows something different of its targets, so that each strategy has something to compare', async () => {
    const { targets, observations, headroom } = await sceneOf(50, false);
    const all = [...targets.values()];
    const different = (values: readonly unknown[]) => new Set(values).size;
    expect(different(all.map(({ name }) => observations.inFlight(name)))).toBeGreaterThan(5);
    expect(different(all.map(({ name }) => observations.firstContentMs(name)))).toBe(50);
    expect(different(all.map(headroom))).toBeGreaterThan(25);
    expect(different(all.map(({ price }) => price?.outputPerMillionTokens))).toBeGreaterThan(10);
  });
});

describe.each(ORDERINGS)('a decision by %s', (ordering) => {
  test.each(EXTENTS)('(%s) puts all targets in order, in one tier and in three', async (extent) => {
    const scene = await sceneOf(50, extent === 'thirdOpen');
    for (const tiers of [1, 3]) {
      const decision = await decisions({ ordering, extent, tiers, targets: 50 }, scene)(1);
      expect(decision.candidates).toBe(50);
      expect(decision.chosen.tier).toBe(0);
    }
  });

  test('plans calls that fail and one that succeeds, unless only the order is asked for', async () => {
    const scene = await sceneOf(5, false);
    expect((await decisions({ ordering, extent: 'allClosed', tiers: 1, targets: 5 }, scene)(1)).calls).toBe(FAILED_CALLS + 1);
    expect((await decisions({ ordering, extent: 'ordering', tiers: 1, targets: 5 }, scene)(1)).calls).toBe(0);
  });

  test('does not choose a target with an open breaker', async () => {
    const scene = await sceneOf(50, true);
    const decide = decisions({ ordering, extent: 'thirdOpen', tiers: 1, targets: 50 }, scene);
    const names = [...scene.targets.keys()];
    for (let request = 0; request < 20; request++) {
      const { chosen } = await decide(request);
      expect(names.indexOf(chosen.target.name) % 3).not.toBe(0);
    }
  });
});

test('the third of the ordered targets answers when two calls fail', async () => {
  const scene = await sceneOf(5, false);
  const { chosen } = await decisions({ ordering: 'ordered', extent: 'allClosed', tiers: 1, targets: 5 }, scene)(1);
  expect(chosen.target.name).toBe([...scene.targets.keys()][2]);
});

test('calls go on in the next tier when the first one is used up', async () => {
  const scene = await sceneOf(5, true);
  // Of the two targets of the first tier one is open, of the two of the second as well: the third call reaches the third tier.
  const { chosen } = await decisions({ ordering: 'ordered', extent: 'thirdOpen', tiers: 3, targets: 5 }, scene)(1);
  expect(chosen.tier).toBe(2);
});

test('a request with fewer targets than calls tries one of them again', async () => {
  const scene = await sceneOf(2, false);
  expect(await decisions({ ordering: 'ordered', extent: 'allClosed', tiers: 1, targets: 2 }, scene)(1)).toMatchObject({ candidates: 2, calls: 3 });
});

test('requests have different affinity keys and meet different targets', async () => {
  const scene = await sceneOf(50, false);
  const decide = decisions({ ordering: 'affinity', extent: 'ordering', tiers: 1, targets: 50 }, scene);
  const met = new Set<string>();
  for (let request = 0; request < 100; request++) met.add((await decide(request)).chosen.target.name);
  expect(met.size).toBeGreaterThan(10);
});
