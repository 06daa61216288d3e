import { pairingsOf } from '../../../bench/method/run';
import { LOADS, QUICK_LOADS, streamWorks } from '../../../bench/streams/works';
import { SUBJECTS, WITHOUT_ADMISSION } from '../../../bench/subjects/subjects';
import { WORKS } from '../../../bench/workload/works';

const PAIRINGS = pairingsOf(SUBJECTS, WORKS);

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

describe.each([['all loads', LOADS], ['the loads of a quick run', QUICK_LOADS]])('the pairings of subjects and streams under %s', (_, loads) => {
  const works = streamWorks(loads);
  const pairings = pairingsOf(WITHOUT_ADMISSION, works);
  const names = pairings.map(({ traits, work }) => `${traits.name} ${work.name}`);

  test('are all different', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  test('hold bare and direct to compare every work with, on the same operation of the upstream and at the same pace', () => {
    for (const { comparedWith, operation, speech, connections } of works) {
      expect(names).toEqual(expect.arrayContaining([`bare ${comparedWith}`, `direct ${comparedWith}`]));
      expect(works.find(({ name }) => name === comparedWith)).toMatchObject({ operation, speech, connections, translated: false });
    }
  });

  test('leave translation to the gateway', () => {
    expect(new Set(pairings.filter(({ work }) => work.translated).map(({ traits }) => traits.name))).toEqual(new Set(['gateway']));
  });
});
