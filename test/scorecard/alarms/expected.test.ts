import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmCheck } from '../../../scorecard/alarms/alarm-check';
import { EXPECTED_ALARMS } from '../../../scorecard/alarms/expected';
import { SCENARIOS } from '../../../scorecard/scenarios';

const RUNBOOK = readFileSync(join(__dirname, '../../../docs/runbook.md'), 'utf8');

test('every scenario has its alarms said, and nothing else has', () => {
  expect(Object.keys(EXPECTED_ALARMS).sort()).toEqual(SCENARIOS.map(({ id }) => id).sort());
});

test('every alarm is one of the runbook', () => {
  const sections = [...RUNBOOK.matchAll(/^## ([a-z0-9-]+)$/gm)].map(([, section]) => section);
  for (const { alarms, mayAlso = [] } of Object.values(EXPECTED_ALARMS)) expect(sections).toEqual(expect.arrayContaining([...alarms, ...mayAlso]));
});

test('the table of the runbook is this one', () => {
  const rows = [...RUNBOOK.matchAll(/^\| ([SB]\d\d[-\w]*) \| (.*) \| (.*) \| (.*) \|$/gm)].map(([, ...cells]) => cells);
  expect(rows).toEqual(SCENARIOS.map(({ id, title }) => {
    const { alarms, mayAlso = [] } = EXPECTED_ALARMS[id]!;
    return [id, title, alarms.join(', ') || 'none', mayAlso.join(', ') || ''].map((cell) => cell.trim());
  }));
});

describe('the check of the alarms of a fault', () => {
  const expected = { alarms: ['a', 'b'], mayAlso: ['c'] };

  test.each([[['a', 'b'], true], [['a', 'b', 'c'], true], [['a'], false], [['a', 'b', 'd'], false], [[], false]])('%j: %s', (goneOff, passed) => {
    expect(alarmCheck(expected, goneOff).passed).toBe(passed);
  });

  test('says what was seen when it fails', () => {
    expect(alarmCheck({ alarms: [] }, ['a'])).toEqual({ what: 'no alarm goes off', passed: false, seen: 'a' });
    expect(alarmCheck(expected, [])).toMatchObject({ what: 'these alarms go off in an hour of it: a, b', seen: 'none' });
  });
});
