import { timeline } from '../../../scorecard/scenarios/timeline';

const NOW = 1_700_000_000_000;

function stage() {
  const clocks: number[][] = [];
  return { clocks, setClocks: (...offsets: readonly number[]) => { clocks.push([...offsets]); } };
}

beforeEach(() => { jest.useFakeTimers({ now: NOW }); });
afterEach(() => { jest.useRealTimers(); });

test('moves the clocks by what is left of the time', async () => {
  const { clocks, setClocks } = stage();
  const goTo = timeline({ setClocks }, { realMinutes: false });
  await goTo(60_000);
  jest.setSystemTime(NOW + 1_500);
  await goTo(64_000);
  expect(clocks).toEqual([[60_000], [62_500]]);
});

test('waits for as long, where minutes are real', async () => {
  const { clocks, setClocks } = stage();
  const goTo = timeline({ setClocks }, { realMinutes: true });
  jest.setSystemTime(NOW + 1_500);
  const gone = goTo(64_000);
  await jest.advanceTimersByTimeAsync(62_499);
  expect(jest.getTimerCount()).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  await gone;
  expect(clocks).toEqual([]);
});
