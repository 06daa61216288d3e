import { Table } from './tables';

/** A table for a terminal: columns in line, figures to the right. */
export function textTable({ title, header, rows }: Table): string {
  const heads = header.map((name) => name.split('\n'));
  const depth = Math.max(...heads.map(({ length }) => length));
  const headLines = Array.from({ length: depth }, (_, index) => heads.map((parts) => parts[index] ?? ''));
  const widths = header.map((_, column) => Math.max(...[...headLines, ...rows].map((row) => row[column].length)));
  const line = (row: readonly string[]) => row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])).join('  ').trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [title, rule, ...headLines.map(line), rule, ...rows.map(line), ''].join('\n');
}

/** A table for a document. */
export function markdownTable({ title, header, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\n/g, ' ')).join(' | ')} |`;
  const alignment = header.map((_, column) => column === 0 ? '---' : '---:');
  return [`### ${title}`, '', line(header), line(alignment), ...rows.map(line), ''].join('\n');
}

/** Breaks a paragraph at spaces, so that no line is longer than `width` unless one word is. */
export function wrap(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
