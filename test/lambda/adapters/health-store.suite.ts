import { HealthChange, HealthStore, SharedHealth } from '../../../lambda/core/health/health-store';
import { Open, Suspect, TargetHealth } from '../../../lambda/core/health/target-health';

export interface HealthStoreSuite {
  readonly name: string;
  /** A store on an item that nobody else uses. */
  newStore(): Promise<HealthStore>;
}

const T0 = Date.UTC(2026, 0, 1);
const SUSPECT: Suspect = { kind: 'suspect', failures: [T0, T0 + 1.5] };
const OPEN: Open = { kind: 'open', cause: 'failures', openedAt: T0, openUntil: T0 + 1_000, openMs: 1_000 };
const RECOVERING: TargetHealth = { kind: 'recovering', since: T0, openMs: 0, failures: [] };

function entries(health: SharedHealth) {
  return Object.fromEntries(health);
}

/** What every store of the shared health does, whatever it stores it in. */
export function runHealthStoreSuite({ name, newStore }: HealthStoreSuite): void {
  describe(`a store of the shared health: ${name}`, () => {
    let store: HealthStore;

    beforeEach(async () => { store = await newStore(); });

    const write = (changes: readonly HealthChange[], maxTargets = 3) => store.write({ changes, maxTargets, expiresAt: 2_000_000_000 });
    const put = (target: string, next: TargetHealth | undefined, expected?: TargetHealth) => write([{ target, expected, next }]);
    const standing = async () => entries(await store.read());

    test('is empty at first', async () => {
      expect(await standing()).toEqual({});
    });

    test.each([['a suspicion', SUSPECT], ['an open breaker', OPEN], ['a recovery', RECOVERING]])('keeps %s as it is', async (_, health) => {
      const { written, health: after } = await put('a', health);
      expect(written).toBe(true);
      expect(entries(after)).toEqual({ a: health });
      expect(await standing()).toEqual({ a: health });
    });

    test.each(['pk', 'n', 'expiresAt', 'us east/1 ✓', '__proto__', 'x'.repeat(200)])('keeps a target named %s apart from everything else', async (target) => {
      await put('other', OPEN);
      expect((await put(target, SUSPECT)).written).toBe(true);
      expect([...await store.read()].sort()).toEqual([['other', OPEN], [target, SUSPECT]].sort());
    });

    test('replaces what is expected', async () => {
      await put('a', SUSPECT);
      expect((await put('a', OPEN, { ...SUSPECT, failures: [...SUSPECT.failures] })).written).toBe(true);
      expect(await standing()).toEqual({ a: OPEN });
    });

    test('does not depend on the order of a record\'s members', async () => {
      await put('a', OPEN);
      const { openMs, openUntil, openedAt, cause, kind } = OPEN;
      expect((await put('a', RECOVERING, { openMs, openUntil, openedAt, cause, kind })).written).toBe(true);
    });

    test.each<[string, TargetHealth | undefined]>([
      ['another record', { ...OPEN, openUntil: OPEN.openUntil + 1 }], ['a record of another kind', SUSPECT], ['nothing', undefined],
    ])('refuses a change that expects %s, and says what stands there', async (_, expected) => {
      await put('a', OPEN);
      const { written, health } = await put('a', RECOVERING, expected);
      expect(written).toBe(false);
      expect(entries(health)).toEqual({ a: OPEN });
      expect(await standing()).toEqual({ a: OPEN });
    });

    test('refuses a change of a record that is gone', async () => {
      expect(await put('a', RECOVERING, OPEN)).toEqual({ written: false, health: new Map() });
    });

    test('makes all changes of a write or none', async () => {
      await put('a', SUSPECT);
      await put('b', OPEN);
      const both = (expected: TargetHealth) => write([{ target: 'a', expected: SUSPECT, next: undefined }, { target: 'b', expected, next: RECOVERING }]);
      expect((await both(SUSPECT)).written).toBe(false);
      expect(await standing()).toEqual({ a: SUSPECT, b: OPEN });
      expect((await both(OPEN)).written).toBe(true);
      expect(await standing()).toEqual({ b: RECOVERING });
    });

    test('holds no more targets than the bound', async () => {
      for (const target of ['a', 'b', 'c']) expect((await put(target, OPEN)).written).toBe(true);
      expect((await put('d', OPEN)).written).toBe(false);
      expect((await put('c', SUSPECT, OPEN)).written).toBe(true);
      expect((await write([{ target: 'a', expected: OPEN, next: undefined }, { target: 'd', expected: undefined, next: OPEN }])).written).toBe(true);
      expect((await put('e', OPEN)).written).toBe(false);
      expect((await put('b', undefined, OPEN)).written).toBe(true);
      expect((await put('e', OPEN)).written).toBe(true);
      expect(Object.keys(await standing()).sort()).toEqual(['c', 'd', 'e']);
    });

    test('lets a full item shrink and change when the bound has been lowered', async () => {
      for (const target of ['a', 'b', 'c']) await put(target, OPEN);
      expect((await write([{ target: 'a', expected: OPEN, next: SUSPECT }], 1)).written).toBe(true);
      expect((await write([{ target: 'b', expected: OPEN, next: undefined }], 1)).written).toBe(true);
      expect((await write([{ target: 'd', expected: undefined, next: OPEN }], 1)).written).toBe(false);
    });

    test('lets one of many writers with the same expectation win', async () => {
      await put('a', OPEN);
      const results = await Promise.all(Array.from({ length: 20 }, (_, index) => put('a', { ...OPEN, openUntil: T0 + index + 5_000 }, OPEN)));
      expect(results.filter(({ written }) => written)).toHaveLength(1);
    });

    test('counts concurrent writers of different targets exactly', async () => {
      const results = await Promise.all(Array.from({ length: 10 }, (_, index) => put(`t${index}`, OPEN)));
      expect(results.filter(({ written }) => written)).toHaveLength(3);
    });

    test.each<[string, readonly HealthChange[]]>([
      ['nothing', []], ['a target twice', [{ target: 'a', expected: undefined, next: OPEN }, { target: 'a', expected: undefined, next: SUSPECT }]],
    ])('cannot change %s', async (_, changes) => {
      await expect(write(changes)).rejects.toThrow('changes at least one target, each of them once');
    });
  });
}
