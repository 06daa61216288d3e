import { DEFAULT_BUNDLE, FULL, HELP, parseArguments, PLANNING, PLANNING_QUICK, QUICK, STREAMS, STREAMS_QUICK, UsageError } from '../../bench/arguments';

describe('the command line of the benchmark', () => {
  test('without options runs the full schedule on the built bundle and writes no file', () => {
    expect(parseArguments([])).toEqual({
      help: false,
      planning: false,
      streams: false,
      quick: false,
      peers: false,
      write: false,
      again: false,
      schedule: FULL,
      streamSchedule: STREAMS,
      bundle: DEFAULT_BUNDLE,
    });
  });

  test('--again measures nothing and goes with nothing', () => {
    expect(parseArguments(['--again'])).toMatchObject({ again: true, write: false });
    expect(() => parseArguments(['--again', '--write'])).toThrow(new UsageError('--again measures nothing: leave out all other options'));
  });

  test('--peers measures every peer', () => {
    expect(parseArguments(['--peers', '--quick'])).toMatchObject({ peers: true, quick: true });
  });

  test('--quick shortens rounds, samples and warm-up', () => {
    expect(parseArguments(['--quick']).schedule).toEqual(QUICK);
    expect(QUICK.rounds).toBeLessThan(FULL.rounds);
    expect(QUICK.sampleMs).toBeLessThan(FULL.sampleMs);
    expect(QUICK.warmUpMs).toBeLessThan(FULL.warmUpMs);
  });

  test('--rounds replaces the number of rounds and nothing else', () => {
    expect(parseArguments(['--rounds', '2']).schedule).toEqual({ ...FULL, rounds: 2 });
    expect(parseArguments(['--quick', '--rounds=11']).schedule).toEqual({ ...QUICK, rounds: 11 });
  });

  test.each(['1', '1000'])('--rounds accepts %s', (text) => {
    expect(parseArguments(['--rounds', text]).schedule.rounds).toBe(Number(text));
  });

  test.each(['0', '1001', '1.5', '-1', '1e2', 'many', ''])('--rounds refuses %j and shows it', (text) => {
    expect(() => parseArguments([`--rounds=${text}`])).toThrow(new UsageError(`--rounds must be a whole number from 1 to 1000, not ${JSON.stringify(text)}`));
  });

  test('--planning measures planning, with shorter samples of its own', () => {
    expect(parseArguments(['--planning'])).toMatchObject({ planning: true, schedule: PLANNING, write: false });
    expect(parseArguments(['--planning', '--quick']).schedule).toEqual(PLANNING_QUICK);
    expect(PLANNING.sampleMs).toBeLessThan(QUICK.sampleMs);
    expect(PLANNING_QUICK.rounds * PLANNING_QUICK.sampleMs).toBeLessThan(PLANNING.rounds * PLANNING.sampleMs);
  });

  test('--planning goes with --rounds, --json and --write', () => {
    expect(parseArguments(['--planning', '--rounds=2', '--json', 'samples.json', '--write']))
      .toMatchObject({ planning: true, schedule: { ...PLANNING, rounds: 2 }, jsonFile: 'samples.json', write: true });
  });

  test('--streams measures streams alone, on a schedule of their own', () => {
    expect(parseArguments(['--streams', '--write'])).toMatchObject({ streams: true, quick: false, streamSchedule: STREAMS, write: true });
    expect(parseArguments(['--streams', '--quick'])).toMatchObject({ streams: true, quick: true, streamSchedule: STREAMS_QUICK });
    expect(STREAMS_QUICK.rounds * STREAMS_QUICK.sampleMs).toBeLessThan(STREAMS.rounds * STREAMS.sampleMs);
  });

  test('--rounds counts for streams as well', () => {
    expect(parseArguments(['--streams', '--rounds=2']).streamSchedule).toEqual({ ...STREAMS, rounds: 2 });
  });

  test('--streams refuses --planning', () => {
    expect(() => parseArguments(['--streams', '--planning'])).toThrow(new UsageError('--planning and --streams measure different things: give one of them'));
  });

  test('--planning refuses --bundle, which it would not use', () => {
    expect(() => parseArguments(['--planning', '--bundle', 'assets/gateway']))
      .toThrow(new UsageError('--planning measures the sources of the core and no bundle: leave out --bundle or --planning'));
  });

  test('--planning takes no value', () => {
    expect(() => parseArguments(['--planning=all'])).toThrow(UsageError);
  });

  test('--json and --bundle take a path, in both spellings', () => {
    expect(parseArguments(['--json', 'samples.json', '--bundle=other'])).toMatchObject({ jsonFile: 'samples.json', bundle: 'other' });
  });

  test.each(['--json', '--bundle'])('%s refuses an empty path', (option) => {
    expect(() => parseArguments([`${option}=`])).toThrow(new UsageError(`${option} needs a path, not an empty text`));
  });

  test('--write and --help are switches', () => {
    expect(parseArguments(['--write', '--help'])).toMatchObject({ write: true, help: true });
  });

  test.each([[['--fast'], '--fast'], [['--json'], '--json'], [['report'], 'report'], [['--quick=yes'], '--quick']])('refuses %j and names what is wrong', (words, named) => {
    expect(() => parseArguments(words)).toThrow(UsageError);
    expect(() => parseArguments(words)).toThrow(named);
  });

  test.each(['--streams', '--planning', '--quick', '--rounds', '--bundle', '--json', '--write', '--help'])('the help explains %s', (option) => {
    expect(HELP).toContain(`\n  ${option} `);
  });
});
