import { machineTime, otherLoad } from '../../../bench/method/other-load';

describe('the load by other programs', () => {
  const before = { busyMs: 1_000, totalMs: 10_000 };

  test('is what was busy and not our own, as a share of the machine', () => {
    expect(otherLoad(before, { busyMs: 1_900, totalMs: 11_000 }, 400)).toBe(0.5);
  });

  test('is nothing when our own time is counted more finely than the ticks of the machine', () => {
    expect(otherLoad(before, { busyMs: 1_100, totalMs: 11_000 }, 105)).toBe(0);
  });

  test('is never more than the whole machine', () => {
    expect(otherLoad(before, { busyMs: 3_000, totalMs: 11_000 }, 0)).toBe(1);
  });

  test('is nothing when no time has passed', () => {
    expect(otherLoad(before, before, 0)).toBe(0);
  });

  test('is read from a machine that has never been busier than it has been on', () => {
    const { busyMs, totalMs } = machineTime();
    expect(busyMs).toBeGreaterThan(0);
    expect(totalMs).toBeGreaterThanOrEqual(busyMs);
  });
});
