import { PAIRINGS } from '../../../bench/method/run';
import { SUBJECTS } from '../../../bench/subjects/subjects';
import { WORKS } from '../../../bench/workload/works';

describe('the pairings of subjects and works', () => {
  const names = PAIRINGS.map(({ traits, work }) => `${traits.name} ${work.name}`);

  test('are all different', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(WORKS.map(({ name, comparedWith }) => [name, comparedWith]))('hold bare and direct to compare %s with', (_, comparedWith) => {
    expect(names).toEqual(expect.arrayContaining([`bare ${comparedWith}`, `direct ${comparedWith}`]));
  });

  test('leave translation to the gateway', () => {
    expect(PAIRINGS.filter(({ work }) => work.name === 'chat-completions-10').map(({ traits }) => traits.name)).toEqual(['gateway', 'gateway+admission']);
  });

  test('use every subject', () => {
    expect(new Set(PAIRINGS.map(({ traits }) => traits))).toEqual(new Set(SUBJECTS));
  });
});
