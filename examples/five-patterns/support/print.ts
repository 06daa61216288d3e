import { Scene } from './pattern';

/** Renders a scene as a person would want to see it in a terminal. */
export function renderScene({ title, columns, rows, checks }: Scene): string {
  const cells = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const numeric = columns.map((_, column) => rows.every((row) => /^[\d.]+( %| s)?$/.test(String(row[column] ?? ''))));
  const line = (row: readonly string[]) => row
    .map((cell, column) => (numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
    .join(' │ ');
  const rule = (joint: string) => widths.map((width) => '─'.repeat(width)).join(`─${joint}─`);
  return [
    `  ${title}`,
    `  ┌─${rule('┬')}─┐`,
    `  │ ${line(columns)} │`,
    `  ├─${rule('┼')}─┤`,
    ...cells.slice(1).map((row) => `  │ ${line(row)} │`),
    `  └─${rule('┴')}─┘`,
    ...checks.map(({ what, expected, actual, passed }) => `  ${passed ? '✓' : '✗'} ${what}: ${actual}${passed ? '' : ` (expected ${expected})`}`),
    '',
  ].join('\n');
}
