import { compactJson, compactRows, parseCompactJson } from '../../../bench/report/raw';

describe('raw figures', () => {
  test('name every field once, and keep rows that lack one', () => {
    expect(compactRows([{ a: 1, b: 'x' }, { a: 2, c: 0.1234567 }])).toEqual({ fields: ['a', 'b', 'c'], rows: [[1, 'x', null], [2, null, 0.12346]] });
  });

  test('are JSON with one row to a line', () => {
    const text = compactJson({ date: 'today' }, { samples: [{ a: 1 }, { a: 2 }], starts: [] });
    expect(JSON.parse(text)).toEqual({ about: { date: 'today' }, samples: { fields: ['a'], rows: [[1], [2]] }, starts: { fields: [], rows: [] } });
    expect(text.split('\n')).toContain('[1],');
  });

  test('can be read again', () => {
    const tables = { samples: [{ a: 1, b: 'x' }, { a: 2, c: 0.125 }], starts: [] };
    expect(parseCompactJson(compactJson({ date: 'today' }, tables))).toEqual({ about: { date: 'today' }, tables });
  });
});
