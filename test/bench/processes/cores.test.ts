import { divideCores, parseCoreList } from '../../../bench/processes/cores';

describe('reading a list of cores', () => {
  test.each([['0', [0]], ['0,1', [0, 1]], ['0-3', [0, 1, 2, 3]], ['0,2-4,7\n', [0, 2, 3, 4, 7]], [' 12', [12]]])('%j', (text, cores) => {
    expect(parseCoreList(text)).toEqual(cores);
  });

  test.each(['', 'a', '1-', '3-1', '0,,1', '0x1'])('refuses %j', (text) => {
    expect(() => parseCoreList(text)).toThrow(`${JSON.stringify(text)} is not a list of cores`);
  });
});

describe('dividing cores', () => {
  test('gives the last one to the subjects and the rest to everybody else', () => {
    expect(divideCores([0, 1])).toEqual({ subject: [1], others: [0] });
    expect(divideCores([2, 3, 6])).toEqual({ subject: [6], others: [2, 3] });
  });

  test.each([[[]], [[0]]])('is not possible with %j', (cores) => {
    expect(divideCores(cores)).toBeUndefined();
  });
});
