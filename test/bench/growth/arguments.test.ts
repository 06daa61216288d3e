import { DEFAULT_BUNDLE, UsageError } from '../../../bench/arguments';
import { GROWTH, GROWTH_HELP, GROWTH_QUICK, parseGrowthArguments } from '../../../bench/growth/arguments';

describe('the command line of the benchmark of growth', () => {
  test('without options runs the full schedule on the built bundle and writes no file', () => {
    expect(parseGrowthArguments([])).toEqual({ help: false, quick: false, schedule: GROWTH, bundle: DEFAULT_BUNDLE, write: false });
  });

  test('--quick is shorter in everything', () => {
    const { quick, schedule } = parseGrowthArguments(['--quick']);
    expect({ quick, schedule }).toEqual({ quick: true, schedule: GROWTH_QUICK });
    expect(GROWTH_QUICK.rounds).toBeLessThan(GROWTH.rounds);
    expect(GROWTH_QUICK.sampleMs).toBeLessThan(GROWTH.sampleMs);
    expect(GROWTH_QUICK.warmUpMs).toBeLessThan(GROWTH.warmUpMs);
  });

  test('takes another number of rounds, another bundle and places to write to', () => {
    expect(parseGrowthArguments(['--rounds', '2', '--bundle', 'elsewhere', '--json', 'samples.json', '--write']))
      .toEqual({ help: false, quick: false, schedule: { ...GROWTH, rounds: 2 }, bundle: 'elsewhere', jsonFile: 'samples.json', write: true });
  });

  test('writes no page with most of the sizes left out', () => {
    expect(() => parseGrowthArguments(['--quick', '--write'])).toThrow(new UsageError('--quick leaves out most sizes: leave out --quick or --write'));
  });

  test.each(['0', '101', '1.5', 'many', ''])('--rounds refuses %j and shows it', (text) => {
    expect(() => parseGrowthArguments([`--rounds=${text}`])).toThrow(new UsageError(`--rounds must be a whole number from 1 to 100, not ${JSON.stringify(text)}`));
  });

  test.each([['--bundle='], ['--json='], ['--unknown'], ['word']])('refuses %s', (word) => {
    expect(() => parseGrowthArguments([word])).toThrow(UsageError);
  });

  test('help names every option', () => {
    for (const option of ['--quick', '--rounds', '--bundle', '--json', '--write', '--help']) expect(GROWTH_HELP).toContain(option);
  });
});
