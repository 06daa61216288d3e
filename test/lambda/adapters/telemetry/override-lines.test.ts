import { ignoredOverrideLine, overrideLines } from '../../../../lambda/adapters/telemetry/override-lines';
import { Override } from '../../../../src/contract/overrides';

const NOW = Date.UTC(2026, 0, 2);
const LIMIT: Override = { kind: 'limit', name: 'team-a', limit: 'requestsPerMinute', effect: 5, until: NOW / 1000 + 60, at: 1, reason: 'flood', by: 'ops' };

describe('the audit of overrides', () => {
  test('is a line for each change, with what counted before and what counts now', () => {
    expect(overrideLines([{ change: 'changed', from: { ...LIMIT, effect: 9 }, to: LIMIT }], NOW)).toEqual([JSON.stringify({
      type: 'override',
      time: '2026-01-02T00:00:00.000Z',
      change: 'changed',
      kind: 'limit',
      name: 'team-a',
      member: 'requestsPerMinute',
      from: 9,
      to: 5,
      until: '2026-01-02T00:01:00.000Z',
      by: 'ops',
      reason: 'flood',
    })]);
  });

  test('says who has cleared something, not who had set it', () => {
    const from: Override = { kind: 'route', name: 'claude', effect: 'disabled', reason: 'broken', by: 'ops' };
    const lines = overrideLines([
      { change: 'cleared', from, clearedBy: { ...from, effect: 'cleared', reason: 'mended', by: 'night shift' } },
      { change: 'cleared', from },
      { change: 'set', to: from },
    ], NOW).map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      { type: 'override', time: '2026-01-02T00:00:00.000Z', change: 'cleared', kind: 'route', name: 'claude', from: 'disabled', to: 'plan', by: 'night shift', reason: 'mended' },
      { type: 'override', time: '2026-01-02T00:00:00.000Z', change: 'cleared', kind: 'route', name: 'claude', from: 'disabled', to: 'plan' },
      { type: 'override', time: '2026-01-02T00:00:00.000Z', change: 'set', kind: 'route', name: 'claude', from: 'plan', to: 'disabled', by: 'ops', reason: 'broken' },
    ]);
  });

  test('is bounded for a container that starts while much is overridden', () => {
    const lines = overrideLines(Array.from({ length: 70 }, () => ({ change: 'set', to: LIMIT })), NOW);
    expect(lines).toHaveLength(51);
    expect(JSON.parse(lines[50]!)).toMatchObject({ change: 'more', count: 20 });
  });

  test('takes a time beyond all dates', () => {
    expect(overrideLines([{ change: 'set', to: { ...LIMIT, until: Number.MAX_SAFE_INTEGER } }], NOW)[0]).toContain('"until":"9007199254740991000"');
  });

  test('says that something is ignored without quoting it', () => {
    expect(ignoredOverrideLine('unknownName')).toBe('{"type":"fault","kind":"overrideIgnored","problem":"unknownName"}');
  });
});
