import { createStartGate } from '../../../local/lambda/start-gate';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate for starts', () => {
  test('lets so many in and the others one by one, in order, as starts end', async () => {
    const gate = createStartGate(2);
    const entered: number[] = [];
    const leave: (() => void)[] = [];
    for (const index of [0, 1, 2, 3]) {
      void gate.enter().then((left) => {
        entered.push(index);
        leave.push(left);
      });
    }
    await turn();
    expect(entered).toEqual([0, 1]);
    leave[1]!();
    leave[1]!();
    await turn();
    expect(entered).toEqual([0, 1, 2]);
    leave[0]!();
    await turn();
    expect(entered).toEqual([0, 1, 2, 3]);
  });

  test('is free again when everybody has left', async () => {
    const gate = createStartGate(1);
    (await gate.enter())();
    (await gate.enter())();
    expect(typeof await gate.enter()).toBe('function');
  });
});
