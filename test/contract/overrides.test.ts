import fc from 'fast-check';
import {
  encodeOverride, isExpired, LimitName, LIMITS, MAX_BY_LENGTH, MAX_REASON_LENGTH, Override, overrideAttribute, parseOverride,
} from '../../src/contract/overrides';

const note = {
  until: fc.option(fc.nat(), { nil: undefined }),
  at: fc.option(fc.nat(), { nil: undefined }),
  reason: fc.option(fc.string({ maxLength: MAX_REASON_LENGTH }), { nil: undefined }),
  by: fc.option(fc.string({ maxLength: MAX_BY_LENGTH }), { nil: undefined }),
};
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,20}$/);
const present = <Value extends object>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

const limitOverrides: fc.Arbitrary<Override> = fc.constantFrom(...Object.keys(LIMITS) as LimitName[]).chain((limit) => fc.record({
  kind: fc.constant('limit' as const),
  name,
  limit: fc.constant(limit),
  effect: LIMITS[limit] === 'whole' ? fc.integer({ min: 1 }) : fc.double({ min: 0.001, max: 1e9, noNaN: true }),
  ...note,
}));

const anyOverride: fc.Arbitrary<Override> = fc.oneof(
  limitOverrides,
  fc.record({ kind: fc.constantFrom('tenant', 'route'), name, effect: fc.constantFrom('disabled', 'cleared'), ...note }),
  fc.record({ kind: fc.constantFrom('target', 'shard'), name, effect: fc.constantFrom('drained', 'cleared'), ...note }),
);

describe('the format of an override', () => {
  test('what is written is what is read', () => {
    fc.assert(fc.property(anyOverride, (override) => {
      expect(parseOverride(overrideAttribute(override), encodeOverride(override))).toEqual(present(override));
    }));
  });

  test.each<[Override, string, string]>([
    [{ kind: 'tenant', name: 'team-a', effect: 'disabled', until: 1_800_000_000, at: 5, reason: 'abuse', by: 'ops' },
      'tenant:team-a', '{"disabled":true,"until":1800000000,"at":5,"reason":"abuse","by":"ops"}'],
    [{ kind: 'limit', name: 'team-a', limit: 'usdPerDay', effect: 2.5 }, 'limit:team-a:usdPerDay', '{"atMost":2.5}'],
    [{ kind: 'target', name: 'anthropic.claude:0@us-east-1', effect: 'drained' }, 'target:anthropic.claude:0@us-east-1', '{"drained":true}'],
    [{ kind: 'shard', name: 'eu', effect: 'drained' }, 'shard:eu', '{"drained":true}'],
    [{ kind: 'route', name: 'claude', effect: 'cleared' }, 'route:claude', '{"cleared":true}'],
  ])('%j is the attribute %s', (override, attribute, text) => {
    expect([overrideAttribute(override), encodeOverride(override)]).toEqual([attribute, text]);
  });

  test.each([
    ['colour:red', '{"disabled":true}', 'unknownKind'],
    ['expiresAt', '{"disabled":true}', 'unknownKind'],
    ['constructor:a', '{"disabled":true}', 'unknownKind'],
    ['limit:a', '{"atMost":1}', 'unknownLimit'],
    ['limit:a:tokensPerFortnight', '{"atMost":1}', 'unknownLimit'],
    ['limit:a:toString', '{"atMost":1}', 'unknownLimit'],
    ['tenant:a', undefined, 'malformed'],
    ['tenant:a', '{', 'malformed'],
    ['tenant:a', 'null', 'malformed'],
    ['tenant:a', '[]', 'malformed'],
    ['tenant:a', '{}', 'malformed'],
    ['tenant:a', '{"disabled":false}', 'malformed'],
    ['tenant:a', '{"disabled":"true"}', 'malformed'],
    ['tenant:a', '{"drained":true}', 'malformed'],
    ['target:a', '{"disabled":true}', 'malformed'],
    ['tenant:a', '{"disabled":true,"until":"tomorrow"}', 'malformed'],
    ['tenant:a', '{"disabled":true,"until":-1}', 'malformed'],
    ['limit:a:requestsPerMinute', '{"atMost":0}', 'malformed'],
    ['limit:a:requestsPerMinute', '{"atMost":-1}', 'malformed'],
    ['limit:a:requestsPerMinute', '{"atMost":1.5}', 'malformed'],
    ['limit:a:requestsPerMinute', '{"atMost":"10"}', 'malformed'],
    ['limit:a:requestsPerMinute', '{"disabled":true}', 'malformed'],
    ['limit:a:usdPerDay', '{"atMost":1e999}', 'malformed'],
  ])('%s = %s is a problem: %s', (attribute, text, problem) => {
    expect(parseOverride(attribute, text)).toBe(problem);
  });

  test('what is only for people to read makes no override void, and is cut to its length', () => {
    const odd = JSON.stringify({ disabled: true, reason: 5, by: null, at: 'now', more: 1 });
    expect(parseOverride('tenant:a', odd)).toEqual({ kind: 'tenant', name: 'a', effect: 'disabled' });
    const long = parseOverride('tenant:a', JSON.stringify({ disabled: true, reason: 'r'.repeat(5_000), by: 'b'.repeat(5_000) })) as Override;
    expect([long.reason?.length, long.by?.length]).toEqual([MAX_REASON_LENGTH, MAX_BY_LENGTH]);
  });

  test('whatever stands there, reading it does not throw', () => {
    fc.assert(fc.property(fc.string(), fc.oneof(fc.string(), fc.json(), fc.constant(undefined)), (attribute, text) => {
      for (const kind of ['', 'tenant:', 'limit:a:', 'shard:']) expect(parseOverride(kind + attribute, text)).toBeDefined();
    }));
  });

  test('an override ends in the second that it names', () => {
    const override: Override = { kind: 'tenant', name: 'a', effect: 'disabled', until: 10 };
    expect([isExpired(override, 9_999), isExpired(override, 10_000)]).toEqual([false, true]);
    expect(isExpired({ ...override, until: undefined }, Infinity)).toBe(false);
  });
});
