import { PROFILES } from '../../scorecard/profile';
import { faultOf, summarize } from '../../scorecard/report/summary';
import { conductOf } from '../../scorecard/scenario';
import { SCENARIOS } from '../../scorecard/scenarios';
import { ROUTE_NAME } from '../../src/contract/names';

const STREAM_FAULTS = ['S08', 'S09', 'S10', 'S11', 'S14', 'B06', 'B07', 'B08', 'B09'];

describe('the scenarios', () => {
  test('have ids of their own, which can name a route', () => {
    const ids = SCENARIOS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !ROUTE_NAME.test(id))).toEqual([]);
  });

  test('are the sixteen public faults and at least twenty-four of Bedrock', () => {
    const rows = SCENARIOS.map(({ id, group }) => ({ id, group, verdict: 'pass', expected: 'pass', met: true } as const));
    const numbers = [...new Set(rows.filter(({ group }) => group === 'public').map(({ id }) => faultOf(id)))].sort();
    expect(numbers).toEqual(Array.from({ length: 16 }, (_unused, index) => `S${String(index + 1).padStart(2, '0')}`));
    expect(summarize(rows, 'bedrock').faults).toBeGreaterThanOrEqual(24);
  });

  test.each(STREAM_FAULTS)('%s is played with resume, and with failClean, where safe is right', (fault) => {
    const rows = SCENARIOS.filter(({ id }) => faultOf(id) === fault);
    const [resumed] = rows.filter(({ route }) => route.midStream === 'resume');
    const [failed] = rows.filter(({ route }) => route.midStream === undefined);
    expect([resumed?.expected ?? 'pass', failed?.expected]).toEqual(['pass', 'safe']);
    for (const row of [resumed, failed]) expect(row && conductOf(row, PROFILES.fast).live).toBe(true);
  });

  test('name a target, and bound calls and time, in both profiles', () => {
    for (const scenario of SCENARIOS) {
      expect(scenario.route.targets.length).toBeGreaterThan(0);
      for (const profile of [PROFILES.fast, PROFILES.full]) {
        const { attemptsPerRequest, wallMs } = conductOf(scenario, profile);
        expect(attemptsPerRequest).toBeLessThanOrEqual(6);
        expect(wallMs).toBeLessThan(profile.patience);
      }
    }
  });
});

describe.each([PROFILES.fast, PROFILES.full])('profile $name', (profile) => {
  test('has faults that outlast what the routes wait for', () => {
    expect(profile.slowFirstToken).toBeGreaterThan(profile.firstTokenLimit);
    expect(profile.silence).toBeGreaterThan(profile.firstTokenLimit);
    expect(profile.stall).toBeGreaterThan(profile.idleLimit);
  });

  test('tells a wait for the fault from a wait for the limit', () => {
    expect(profile.slowFirstToken).toBeGreaterThan(profile.firstTokenLimit + profile.slack);
    expect(profile.stall).toBeGreaterThan(profile.idleLimit + profile.slack);
  });

  test('waits for longer than any request may take', () => {
    expect(profile.patience).toBeGreaterThan(profile.deadline + profile.slack);
  });
});
