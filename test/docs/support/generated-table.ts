import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The one table of a page, compared with what the code has given. `WRITE_DOCS=1` writes it instead.
 * @param path of the page, from the root of the repository
 * @param rows the first of them are the headings
 */
export function expectTable(path: string, rows: readonly (readonly string[])[]): void {
  const file = resolve(__dirname, '../../..', path);
  const lines = readFileSync(file, 'utf8').split('\n');
  const begin = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > begin && !line.startsWith('|'));
  const [headings = '', ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  const table = [headings, `|${'---|'.repeat(rows[0]!.length)}`, ...body];
  if (process.env.WRITE_DOCS === '1') writeFileSync(file, [...lines.slice(0, begin), ...table, ...lines.slice(end)].join('\n'));
  else expect(lines.slice(begin, end)).toEqual(table);
}
