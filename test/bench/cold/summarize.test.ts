import { sample, WAY } from './samples';
import { partsOfStarts, startRatio, summarizeStarts, waysOf } from '../../../bench/cold/summarize';

describe('what is said of starts', () => {
  const samples = [
    sample({ round: 1, readyMs: 60, answerMs: 30, cpuMs: 80 }),
    sample({ round: 2, readyMs: 100, answerMs: 50, cpuMs: 90 }),
    sample({ round: 3, readyMs: 50, answerMs: 40, cpuMs: 70 }),
    sample({ round: 1, subject: 'two clients', readyMs: 44, answerMs: 1 }),
    sample({ round: 2, subject: 'two clients', readyMs: 99, answerMs: 1 }),
    sample({ round: 3, subject: 'two clients', readyMs: 59, answerMs: 1 }),
  ];

  test('is the median over the rounds, with the range of the whole', () => {
    expect(summarizeStarts(samples, WAY, 'gateway, 1 tenant')).toEqual({ readyMs: 60, answerMs: 40, totalMs: { median: 90, min: 90, max: 150 }, cpuMs: 80 });
  });

  test('has no CPU time when one of the starts has none', () => {
    expect(summarizeStarts(samples, WAY, 'two clients')).not.toHaveProperty('cpuMs');
  });

  test('compares inside a round, whatever the other rounds were like', () => {
    expect(startRatio(samples, WAY, 'gateway, 1 tenant', 'two clients')).toEqual({ median: 1.5, min: 1.5, max: 2 });
  });

  test('compares with nothing when a round has nothing to compare with', () => {
    expect(() => startRatio([...samples, sample({ round: 4 })], WAY, 'gateway, 1 tenant', 'two clients'))
      .toThrow(new Error('round 4 has no sample of two clients to compare gateway, 1 tenant with'));
  });

  test('leaves bundles with marks in them out of everything but the parts', () => {
    const all = [...samples, sample({ round: 1, marked: true, readyMs: 900, parts: { 'load': 12, 'plan, check': 3 } }), sample({ round: 1, parts: { load: 11 } })];
    expect(summarizeStarts(all, WAY, 'gateway, 1 tenant').totalMs.max).toBe(150);
    expect(partsOfStarts(all, WAY, 'gateway, 1 tenant')).toEqual({ 'load': 12, 'plan, check': 3 });
  });

  test('takes the parts of a subject without marks from its own starts', () => {
    expect(partsOfStarts([sample({ parts: { load: 3 } }), sample({ parts: { load: 5 } })], WAY, 'gateway, 1 tenant')).toEqual({ load: 4 });
  });

  test('tells versions and loaders apart, older versions first', () => {
    const ways = waysOf([sample({ node: 'v24.1.0' }), sample({ node: 'v9.0.0' }), sample({ node: 'v24.1.0', loader: 'runtime interface client' }), sample({})]);
    expect(ways).toEqual([
      { node: 'v9.0.0', loader: 'plain' }, { node: 'v24.1.0', loader: 'plain' }, { node: 'v24.1.0', loader: 'runtime interface client' },
    ]);
  });
});
