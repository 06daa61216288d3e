import { runQuery } from './run-query';

const LINES = [
  { type: 'a', size: 1, nested: { count: 5 }, labels: { 'with-hyphen': 'x' } },
  { type: 'a', size: 3, nested: { count: 7 } },
  { type: 'b', size: 8, note: 'took 25 ms' },
].map((line) => JSON.stringify(line));
const rowsOf = (query: string) => runQuery(query, LINES).rows;

test.each([
  ['stats count(*) as n', [{ n: 3 }]],
  ['stats count(nested.count) as n', [{ n: 2 }]],
  ['filter type = "a" | stats sum(size) as total, max(nested.count) * 100 as most', [{ total: 4, most: 700 }]],
  ['filter type in ["b", "c"] and not ispresent(nested.count) | stats min(size) as least', [{ least: 8 }]],
  ['filter size > 1 and size <= 8 | stats count(*) as n by type | sort n desc, type desc', [{ type: 'b', n: 1 }, { type: 'a', n: 1 }]],
  ['fields coalesce(nested.count, size) as it | stats sum(it) as total', [{ total: 20 }]],
  ['fields `labels.with-hyphen` as label | filter ispresent(label) | stats count(*) as n by label', [{ label: 'x', n: 1 }]],
  ['parse @message /took (?<ms>\\d+) ms/ | filter ispresent(ms) | stats pct(ms, 99) as p99', [{ p99: 25 }]],
  ['stats pct(size, 50) as p50, avg(size) as mean by bin(1h)', [{ 'bin(1h)': 0, 'p50': 3, 'mean': 4 }]],
  ['stats sum(size) as total by type | sort total desc | limit 1', [{ type: 'b', total: 8 }]],
])('%s', (query, rows) => {
  expect(rowsOf(query)).toEqual(rows);
});

test.each([
  ['stats sum(sise) as total', ['sise']],
  ['filter tpye = "a"', ['tpye']],
  // Without its quotes it is a difference.
  ['fields labels.with-hyphen as label', ['hyphen', 'labels.with']],
  ['stats sum(size) as total by type | sort totl desc', ['totl']],
  ['stats sum(size) as total by type | sort size desc', ['size']],
])('%s reads what no event has', (query, unknown) => {
  expect(runQuery(query, LINES).unknown).toEqual(unknown);
});

test.each([
  ['stat count(*) as n', 'a command is expected before "stat'],
  ['stats median(size) as m', 'a function that is known is expected'],
  ['stats sum(size as total', ') is expected'],
  ['stats pct(size) as p', 'another number of arguments of pct'],
  ['filter type = ', 'the name of a field is expected'],
  ['stats sum(size) as total group by type', '| or the end is expected before "group'],
  ['stats count(*) by bin(5x)', 'a period is expected'],
  ['filter type == "a"', 'the name of a field is expected before "='],
  ['limit many', 'a number is expected'],
  ["filter type = 'a", 'cannot be read'],
])('%s is no query', (query, message) => {
  expect(() => rowsOf(query)).toThrow(message);
});
