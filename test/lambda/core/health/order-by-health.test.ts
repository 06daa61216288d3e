import fc from 'fast-check';
import { Candidate } from '../../../../lambda/core/attempts/candidates';
import { orderByHealth } from '../../../../lambda/core/health/order-by-health';
import { Open, OpenCause, TargetHealth } from '../../../../lambda/core/health/target-health';
import { targetOf } from '../../../support/core/plans';

const NOW = Date.UTC(2026, 0, 1);

function candidates(...tiers: readonly (readonly string[])[]): readonly Candidate[] {
  return tiers.flatMap((names, tier) => names.map((name) => ({ target: targetOf(name), tier })));
}

function open(inMs: number, cause: OpenCause = 'failures'): Open {
  return { kind: 'open', cause, openedAt: NOW - 5_000, openUntil: NOW + inMs, openMs: 1_000 };
}

const CLOSED: TargetHealth = { kind: 'recovering', since: NOW, openMs: 1_000, failures: [] };

function judge(list: readonly Candidate[], health: Readonly<Record<string, TargetHealth>>, { draw = 0.5, probing = true } = {}) {
  return orderByHealth(list, { now: NOW, random: () => draw, probing, healthOf: (target) => health[target] })
    .map(({ candidate, verdict }) => `${candidate.target.name} ${verdict}`);
}

test('healthy candidates keep their order, suspects too', () => {
  expect(judge(candidates(['a', 'b'], ['c']), { b: { kind: 'suspect', failures: [NOW, NOW, NOW, NOW] } })).toEqual(['a healthy', 'b healthy', 'c healthy']);
});

test('open candidates come last: first what is due soonest, then what only people can mend', () => {
  expect(judge(candidates(['a', 'b', 'c'], ['d', 'e']), { a: open(10, 'configuration'), b: open(900, 'dailyQuota'), c: open(500), d: open(500) }))
    .toEqual(['e healthy', 'c open', 'd open', 'b open', 'a open']);
});

test('the first choice is a probe when one is due', () => {
  expect(judge(candidates(['a', 'b']), { a: open(0) })).toEqual(['a probe', 'b healthy']);
  expect(judge(candidates(['a', 'b']), { a: open(1) })).toEqual(['b healthy', 'a open']);
});

test('what is not the first choice is not probed', () => {
  expect(judge(candidates(['a', 'b']), { b: open(0) })).toEqual(['a healthy', 'b open']);
  expect(judge(candidates(['a', 'b']), { a: CLOSED, b: open(0) })).toEqual(['a slowStart', 'b open']);
});

test('no request probes twice, and none that may not', () => {
  expect(judge(candidates(['a', 'b', 'c']), { a: open(0), b: open(0) })).toEqual(['a probe', 'c healthy', 'b open']);
  expect(judge(candidates(['a', 'b', 'c']), { a: open(-1), b: open(0) }, { probing: false })).toEqual(['c healthy', 'a open', 'b open']);
});

test('behind open candidates that are not due, the next due one is the first choice', () => {
  expect(judge(candidates(['a'], ['b', 'c']), { a: open(5), b: open(0) })).toEqual(['b probe', 'c healthy', 'a open']);
});

test('a target in its slow start goes behind the others of its tier by chance, never behind the tier', () => {
  const list = candidates(['a', 'b'], ['c']);
  expect(judge(list, { a: CLOSED }, { draw: 0.5 })).toEqual(['b healthy', 'a slowStart', 'c healthy']);
  expect(judge(list, { a: CLOSED }, { draw: 0.05 })).toEqual(['a healthy', 'b healthy', 'c healthy']);
  expect(judge(list, { c: CLOSED }, { draw: 0.5 })).toEqual(['a healthy', 'b healthy', 'c slowStart']);
});

test('an open breaker that nobody asked about for an hour is forgotten', () => {
  expect(judge(candidates(['a', 'b']), { a: open(-60 * 60_000) })).toEqual(['a healthy', 'b healthy']);
});

test('says why and until when a candidate is open', () => {
  const [judged] = orderByHealth(candidates(['a']), { now: NOW, random: () => 0, probing: true, healthOf: () => open(7, 'configuration') });
  expect(judged).toMatchObject({ verdict: 'open', cause: 'configuration', openUntil: NOW + 7 });
});

test('never drops, adds or repeats a candidate, and puts nothing open before what is not', () => {
  const cause = fc.constantFrom<OpenCause>('failures', 'dailyQuota', 'configuration');
  const health = fc.oneof(
    fc.constant(undefined),
    fc.tuple(fc.integer({ min: -5, max: 5 }), cause).map(([inMs, why]) => open(inMs, why)),
    fc.constant(CLOSED),
  );
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), health), { maxLength: 12 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (members, draw) => {
    const list = members.map(([tier], index) => ({ target: targetOf(`t${index}`), tier })).sort((left, right) => left.tier - right.tier);
    const judged = orderByHealth(list, { now: NOW, random: () => draw, probing: true, healthOf: (name) => members[Number(name.slice(1))]![1] });
    expect(new Set(judged.map(({ candidate }) => candidate))).toEqual(new Set(list));
    expect(judged).toHaveLength(list.length);
    const verdicts = judged.map(({ verdict }) => verdict);
    expect(verdicts.indexOf('probe')).toBeLessThanOrEqual(0);
    expect(verdicts.slice(1)).not.toContain('probe');
    const firstOpen = verdicts.indexOf('open');
    if (firstOpen >= 0) expect(verdicts.slice(firstOpen).every((verdict) => verdict === 'open')).toBe(true);
    const tiers = judged.filter(({ verdict }) => verdict !== 'open').map(({ candidate }) => candidate.tier);
    expect(tiers).toEqual([...tiers].sort());
  }));
});
