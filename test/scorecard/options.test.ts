import { readOptions, selectScenarios } from '../../scorecard/options';
import { PROFILES } from '../../scorecard/profile';

describe('the command line', () => {
  test('without words plays every scenario in the fast profile and writes nothing', () => {
    expect(readOptions([])).toEqual({ profile: PROFILES.fast, write: false, help: false });
  });

  test('takes every option', () => {
    expect(readOptions(['--profile', 'full', '--only', 'S08, B30', '--json', 'out.json']))
      .toEqual({ profile: PROFILES.full, only: ['S08', 'B30'], json: 'out.json', write: false, help: false });
  });

  test.each([
    [['--profile', 'slow'], '--profile: received slow; expected one of full, fast.'],
    [['--profile', 'toString'], '--profile: received toString; expected one of full, fast.'],
    [['--only', ' , '], '--only: received " , "; expected the ids of scenarios, such as S08,B30.'],
    [['--only', 'S08', '--write'], '--write: received together with --only; expected a run of every scenario. Remove one of the two.'],
  ])('refuses %j', (words, message) => {
    expect(() => readOptions(words)).toThrow(message);
  });

  test('refuses an option that does not exist', () => {
    expect(() => readOptions(['--fast'])).toThrow(/--fast/);
  });
});

describe('the selection of scenarios', () => {
  const scenarios = ['S01', 'S08-resume', 'S08-failClean', 'S080'].map((id) => ({ id }));
  const idsOf = (only?: readonly string[]) => selectScenarios(scenarios, only).map(({ id }) => id);

  test('is all of them when none is named', () => {
    expect(idsOf()).toEqual(['S01', 'S08-resume', 'S08-failClean', 'S080']);
  });

  test('takes every variant of a fault', () => {
    expect(idsOf(['S08'])).toEqual(['S08-resume', 'S08-failClean']);
  });

  test('keeps the order of the scorecard', () => {
    expect(idsOf(['S08-failClean', 'S01'])).toEqual(['S01', 'S08-failClean']);
  });

  test('refuses an id that nothing has', () => {
    expect(() => idsOf(['S01', 'S8'])).toThrow('--only: received S8; expected one of S01, S08-resume');
  });
});
