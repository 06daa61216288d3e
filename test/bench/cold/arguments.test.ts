import { DEFAULT_BUNDLE, UsageError } from '../../../bench/arguments';
import { COLD_ROUNDS, COLD_ROUNDS_QUICK, parseColdArguments } from '../../../bench/cold/arguments';

describe('the command line of the benchmark of the cold start', () => {
  test('without options measures all rounds with the built bundle on the running Node.js, and writes no file', () => {
    expect(parseColdArguments([])).toEqual({ help: false, quick: false, rounds: COLD_ROUNDS, bundle: DEFAULT_BUNDLE, nodes: [], write: false });
  });

  test('--quick makes fewer rounds, --rounds as many as it says', () => {
    expect(parseColdArguments(['--quick']).rounds).toBe(COLD_ROUNDS_QUICK);
    expect(COLD_ROUNDS_QUICK).toBeLessThan(COLD_ROUNDS);
    expect(parseColdArguments(['--quick', '--rounds', '7']).rounds).toBe(7);
  });

  test('--node names a binary, as often as it is given', () => {
    expect(parseColdArguments(['--node', process.execPath, '--node', __filename]).nodes).toEqual([process.execPath, __filename]);
  });

  test('--node refuses a file that is not there, and shows it', () => {
    expect(() => parseColdArguments(['--node', 'no/such/node'])).toThrow(new UsageError('--node names a binary of Node.js, and there is no file "no/such/node"'));
  });

  test('--json, --bundle and --write go where they go in the other benchmarks', () => {
    expect(parseColdArguments(['--json', 'samples.json', '--bundle', 'elsewhere', '--write'])).toMatchObject({ jsonFile: 'samples.json', bundle: 'elsewhere', write: true });
  });

  test.each([[['--json', '']], [['--bundle=']], [['--rounds=0']], [['--warm']], [['word']]])('refuses %j', (words) => {
    expect(() => parseColdArguments(words)).toThrow(UsageError);
  });
});
