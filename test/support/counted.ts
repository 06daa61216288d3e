import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FILE = resolve(__dirname, '../../bench/money/counted.json');

/** What docs/costs.md is made from. */
export function readCounted(): Record<string, unknown> {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown> : {};
}

/** Compares what has been counted with what is written down. `WRITE_DOCS=1` writes it instead. */
export function expectCounted(name: string, counted: object): void {
  if (process.env.WRITE_DOCS === '1') {
    const all = Object.entries({ ...readCounted(), [name]: counted }).sort(([left], [right]) => (left < right ? -1 : 1));
    writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`);
  }
  expect({ [name]: counted }).toEqual({ [name]: readCounted()[name] });
}
