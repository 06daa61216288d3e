import { systemClock } from '../../../lambda/adapters/system-clock';

beforeEach(() => { jest.useFakeTimers({ now: 1_000 }); });
afterEach(() => { jest.useRealTimers(); });

test('the time is the machine\'s', () => {
  jest.setSystemTime(5_000);
  expect(systemClock.now()).toBe(5_000);
});

test('sleep ends when its time has come, and not before', async () => {
  let awake = false;
  const sleeping = systemClock.sleep(100).then(() => { awake = true; });
  await jest.advanceTimersByTimeAsync(99);
  expect(awake).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  await sleeping;
  expect(awake).toBe(true);
});

test('sleep ends with the reason of its signal and leaves no timer behind', async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(100, controller.signal);
  controller.abort('enough');
  await expect(sleeping).rejects.toBe('enough');
  expect(jest.getTimerCount()).toBe(0);
  await expect(systemClock.sleep(100, AbortSignal.abort('before'))).rejects.toBe('before');
  expect(jest.getTimerCount()).toBe(0);
});

test('what is to happen after a while happens then, unless it is stopped', () => {
  const [happens, stopped] = [jest.fn(), jest.fn()];
  systemClock.after(100, happens);
  const stop = systemClock.after(100, stopped);
  jest.advanceTimersByTime(99);
  expect(happens).not.toHaveBeenCalled();
  stop();
  jest.advanceTimersByTime(1);
  expect(happens).toHaveBeenCalledTimes(1);
  expect(stopped).not.toHaveBeenCalled();
  expect(jest.getTimerCount()).toBe(0);
});
