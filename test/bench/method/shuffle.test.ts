import * as fc from 'fast-check';
import { shuffle } from '../../../bench/method/shuffle';

const random = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));

describe('shuffle', () => {
  test('keeps every item once and leaves its argument alone', () => {
    fc.assert(fc.property(fc.array(fc.integer()), random, (items, numbers) => {
      const copy = [...items];
      const shuffled = shuffle(items, () => numbers.next().value);
      expect([...shuffled].sort()).toEqual([...items].sort());
      expect(items).toEqual(copy);
    }));
  });

  test('reaches each order of three items by exactly one of the six choices it makes', () => {
    const choices = [0, 1 / 3, 2 / 3].flatMap((first) => [0, 1 / 2].map((second) => [first, second]));
    const orders = choices.map((numbers) => {
      const rest = [...numbers];
      return shuffle(['a', 'b', 'c'], () => rest.shift() ?? 0).join('');
    });
    expect(new Set(orders).size).toBe(6);
  });
});
