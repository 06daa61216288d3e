import { ListedKey } from './key-store';

const HEADINGS = ['ID', 'STATUS', 'CREATED', 'EXPIRES', 'REPLACED BY', 'LABEL'];

/** Keys as a table, the oldest first. */
export function formatKeys(keys: readonly ListedKey[]): string {
  const rows = [...keys]
    .sort((left, right) => Date.parse(left.createdAt) - Date.parse(right.createdAt))
    .map(({ keyId, status, createdAt, expiresAt = '', replacedBy = '', label = '' }) => [keyId, status, createdAt, expiresAt, replacedBy, label]);
  const widths = HEADINGS.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [HEADINGS, ...rows].map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
