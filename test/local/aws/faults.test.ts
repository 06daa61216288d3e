import { fixedClock } from './cloud';
import { createFaults } from '../../../local/aws/faults';
import { AwsError, ConnectionLost } from '../../../local/aws/service';

const always = () => true;

describe('a fault', () => {
  test('throws the error it names', async () => {
    const faults = createFaults<string>(fixedClock());
    faults.set({ kind: 'error', name: 'ThrottlingException', status: 400, message: 'too fast' }, always);
    await expect(faults.strike('GetItem', 'before')).rejects.toEqual(new AwsError('ThrottlingException', 400, 'too fast'));
  });

  test('drops the connection', async () => {
    const faults = createFaults<string>(fixedClock());
    faults.set({ kind: 'drop' }, always);
    await expect(faults.strike('GetItem', 'before')).rejects.toBeInstanceOf(ConnectionLost);
  });

  test('takes its time on the clock', async () => {
    const clock = fixedClock(0);
    const faults = createFaults<string>(clock);
    faults.set({ kind: 'latency', ms: 250 }, always);
    await faults.strike('GetItem', 'before');
    expect(clock.now()).toBe(250);
  });

  test('strikes only the calls it matches', async () => {
    const faults = createFaults<string>(fixedClock());
    faults.set({ kind: 'drop' }, (call) => call === 'PutItem');
    await expect(faults.strike('GetItem', 'before')).resolves.toBeUndefined();
    await expect(faults.strike('PutItem', 'before')).rejects.toBeInstanceOf(ConnectionLost);
  });

  test('strikes as often as its count says', async () => {
    const faults = createFaults<string>(fixedClock());
    faults.set({ kind: 'drop', count: 2 }, always);
    await expect(faults.strike('a', 'before')).rejects.toBeInstanceOf(ConnectionLost);
    await expect(faults.strike('a', 'before')).rejects.toBeInstanceOf(ConnectionLost);
    await expect(faults.strike('a', 'before')).resolves.toBeUndefined();
  });

  test('ends with its time', async () => {
    const clock = fixedClock();
    const faults = createFaults<string>(clock);
    faults.set({ kind: 'drop', forMs: 1000 }, always);
    clock.advance(999);
    await expect(faults.strike('a', 'before')).rejects.toBeInstanceOf(ConnectionLost);
    clock.advance(1);
    await expect(faults.strike('a', 'before')).resolves.toBeUndefined();
  });

  test('set for afterwards leaves the call itself alone', async () => {
    const faults = createFaults<string>(fixedClock());
    faults.set({ kind: 'drop', when: 'after', count: 1 }, always);
    await expect(faults.strike('a', 'before')).resolves.toBeUndefined();
    await expect(faults.strike('a', 'after')).rejects.toBeInstanceOf(ConnectionLost);
  });

  test('is cleared by the function it was set with, and others stay', async () => {
    const faults = createFaults<string>(fixedClock());
    const clear = faults.set({ kind: 'drop' }, (call) => call === 'a');
    faults.set({ kind: 'drop' }, (call) => call === 'b');
    clear();
    await expect(faults.strike('a', 'before')).resolves.toBeUndefined();
    await expect(faults.strike('b', 'before')).rejects.toBeInstanceOf(ConnectionLost);
  });

  test('is gone after all are cleared', async () => {
    const faults = createFaults<string>(fixedClock());
    faults.set({ kind: 'drop' }, always);
    faults.clear();
    await expect(faults.strike('a', 'before')).resolves.toBeUndefined();
  });
});
