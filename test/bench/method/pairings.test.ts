import { pairingsOf, planOf } from '../../../bench/method/run';
import { LOADS, QUICK_LOADS, streamWorks } from '../../../bench/streams/works';
import { SUBJECTS, subjectsWith, WITHOUT_ADMISSION } from '../../../bench/subjects/subjects';
import { QUICK_WORKS, WORKS } from '../../../bench/workload/works';

const PAIRINGS = pairingsOf(SUBJECTS, WORKS);

describe('the pairings of subjects and works', () => {
  const names = PAIRINGS.map(({ traits, work }) => `${traits.name} ${work.name}`);

  test('are all different', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(WORKS.map(({ name, comparedWith }) => [name, comparedWith]))('hold bare and direct to compare %s with', (_, comparedWith) => {
    expect(names).toEqual(expect.arrayContaining([`bare ${comparedWith}`, `direct ${comparedWith}`]));
  });

  test('leave translation to gateways', () => {
    expect(PAIRINGS.filter(({ work }) => work.name === 'chat-completions-10').map(({ traits }) => traits.name)).toEqual(['gateway', 'gateway+admission', 'Portkey', 'LiteLLM']);
  });

  test('use every subject', () => {
    expect(new Set(PAIRINGS.map(({ traits }) => traits))).toEqual(new Set(SUBJECTS));
  });
});

describe('the works of a quick run', () => {
  test('have bare and direct to be compared with', () => {
    const names = QUICK_WORKS.map(({ name }) => name);
    for (const { comparedWith } of QUICK_WORKS) expect(names).toContain(comparedWith);
  });
});

describe('the subjects of a run', () => {
  test('are all but the peers that are not on this machine', () => {
    const names = SUBJECTS.map(({ name }) => name);
    expect(subjectsWith(['LiteLLM']).map(({ name }) => name)).toEqual(names.filter((name) => name !== 'Portkey'));
  });
});

describe('what a run says before it starts', () => {
  test('is how many works, subjects and pairs there are, and how long they take, fixed rates four times as long', () => {
    const pairings = pairingsOf(SUBJECTS.slice(0, 2), WORKS.filter(({ name }) => ['converse-10', 'converse-50-a-second'].includes(name)));
    expect(planOf(pairings, { rounds: 10, warmUpMs: 500, sampleMs: 1_000 }))
      .toBe('2 works by up to 2 subjects, 4 pairs: 5 s of warm-up and 10 rounds of 10 s, 2 min and more when samples are disturbed');
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
