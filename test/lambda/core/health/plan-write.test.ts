import fc from 'fast-check';
import { createMemoryHealthStore } from '../../../../lambda/adapters/memory/memory-health-store';
import { MAX_SHARED_TARGETS, SharedHealth } from '../../../../lambda/core/health/health-store';
import { planWrite } from '../../../../lambda/core/health/plan-write';
import { Open, TargetHealth } from '../../../../lambda/core/health/target-health';

const NOW = Date.UTC(2026, 0, 1);
const OPEN: Open = { kind: 'open', cause: 'failures', openedAt: NOW, openUntil: NOW + 1_000, openMs: 1_000 };
const FRESH: TargetHealth = { kind: 'suspect', failures: [NOW - 1] };
const OLD: TargetHealth = { kind: 'suspect', failures: [NOW - 30_000] };

function full(health: TargetHealth, first: TargetHealth = health): SharedHealth {
  return new Map(Array.from({ length: MAX_SHARED_TARGETS }, (_, index) => [`t${index}`, index === 0 ? first : health]));
}

test('expects what this container knows of the target', () => {
  expect(planWrite(new Map([['a', FRESH]]), 'a', OPEN, NOW)!.changes).toEqual([{ target: 'a', expected: FRESH, next: OPEN }]);
  expect(planWrite(new Map(), 'a', OPEN, NOW)!.changes).toEqual([{ target: 'a', expected: undefined, next: OPEN }]);
});

test('removes up to four outdated records on the way', () => {
  const shared = new Map([...Array.from({ length: 6 }, (_, index) => [`old${index}`, OLD] as const), ['fresh', FRESH], ['a', OLD]]);
  expect(planWrite(shared, 'a', FRESH, NOW)!.changes).toEqual([
    { target: 'a', expected: OLD, next: FRESH },
    ...[0, 1, 2, 3].map((index) => ({ target: `old${index}`, expected: OLD, next: undefined })),
  ]);
});

test('keeps the item for longer than anything in it', () => {
  expect(planWrite(new Map(), 'a', OPEN, NOW)!.expiresAt * 1_000).toBeGreaterThan(NOW + (15 + 60) * 60_000);
});

test('a full item takes no new suspicion, and an open breaker only in place of something less', () => {
  expect(planWrite(full(FRESH), 'a', FRESH, NOW)).toBeUndefined();
  expect(planWrite(full(OPEN), 'a', OPEN, NOW)).toBeUndefined();
  expect(planWrite(full(OPEN, FRESH), 'a', OPEN, NOW)!.changes[1]).toEqual({ target: 't0', expected: FRESH, next: undefined });
  expect(planWrite(full(OPEN, OLD), 'a', FRESH, NOW)!.changes[1]).toEqual({ target: 't0', expected: OLD, next: undefined });
  expect(planWrite(full(OPEN), 't3', FRESH, NOW)!.changes).toHaveLength(1);
});

test('no sequence of writes grows the item beyond its bound', async () => {
  const step = fc.record({ target: fc.nat(80), open: fc.boolean(), laterMs: fc.nat(4_000), viewAge: fc.nat(3) });
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 150 }), async (steps) => {
    const store = createMemoryHealthStore();
    const views: SharedHealth[] = [store.health()];
    let now = NOW;
    for (const { target, open, laterMs, viewAge } of steps) {
      now += laterMs;
      const view = views[Math.max(0, views.length - 1 - viewAge)]!;
      const write = planWrite(view, `t${target}`, open ? { ...OPEN, openedAt: now, openUntil: now + 1_000 } : { kind: 'suspect', failures: [now] }, now);
      if (write) await store.write(write);
      views.push(store.health());
      expect(store.health().size).toBeLessThanOrEqual(MAX_SHARED_TARGETS);
    }
  }), { numRuns: 50 });
});
