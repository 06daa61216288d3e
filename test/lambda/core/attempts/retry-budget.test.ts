import fc from 'fast-check';
import { createRetryBudget } from '../../../../lambda/core/attempts/retry-budget';

describe('the retry budget', () => {
  test('allows ten failed extra attempts to a quiet target, and then no more', () => {
    const budget = createRetryBudget();
    const taken = Array.from({ length: 15 }, () => budget.take('a', 'x'));
    expect(taken.filter(Boolean)).toHaveLength(10);
    expect(taken.slice(10)).toEqual([false, false, false, false, false]);
  });

  test('never limits extra attempts that succeed', () => {
    const budget = createRetryBudget();
    for (let request = 0; request < 1_000; request++) {
      expect(budget.take('a', 'healthy')).toBe(true);
      budget.giveBack('a', 'healthy');
    }
  });

  test('gives a target that has recovered a chance again after a few requests', () => {
    const budget = createRetryBudget();
    while (budget.take('a', 'x'));
    for (let request = 0; request < 4; request++) budget.request('b', ['x']);
    expect(budget.take('b', 'x')).toBe(false);
    budget.request('b', ['x']);
    expect(budget.take('b', 'x')).toBe(true);
  });

  test('keeps one tenant\'s failures away from another and one target\'s from another', () => {
    const budget = createRetryBudget();
    for (let attempt = 0; attempt < 5; attempt++) {
      budget.take('poisoned', 'x');
      budget.take('poisoned', 'y');
    }
    expect(budget.take('poisoned', 'z')).toBe(false);
    expect(budget.take('other', 'z')).toBe(true);
    expect(budget.take('other', 'x')).toBe(true);
  });

  test('whatever happens, failed extra attempts stay within the floor and a fifth of the requests', () => {
    const step = fc.oneof(fc.constant('request' as const), fc.constant('fail' as const), fc.constant('succeed' as const));
    fc.assert(fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
      const budget = createRetryBudget();
      let requests = 0;
      let failed = 0;
      for (const what of steps) {
        if (what === 'request') {
          requests++;
          budget.request('a', ['x']);
        } else if (budget.take('a', 'x')) {
          if (what === 'succeed') budget.giveBack('a', 'x');
          else failed++;
        }
      }
      expect(failed).toBeLessThanOrEqual(10 + requests * 0.2);
    }));
  });
});
