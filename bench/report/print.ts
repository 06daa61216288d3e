import { availableParallelism, cpus } from 'node:os';
import { Circumstances } from './document';
import { textTable, wrap } from './format';
import { Table } from './tables';

const LINE_LENGTH = 118;

/** @param words what was typed behind `npm run bench --` */
export function hereAndNow(words: readonly string[]): Pick<Circumstances, 'date' | 'command' | 'node' | 'platform' | 'processor'> {
  return {
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run bench', ...(words.length === 0 ? [] : ['--', ...words])].join(' '),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
  };
}

export function print(tables: readonly Table[], circumstances: readonly string[], method: readonly string[]): void {
  const parts = [...tables.map(textTable), `${circumstances.join('\n')}\n`, ...method.map((paragraph) => `${wrap(paragraph, LINE_LENGTH)}\n`)];
  process.stdout.write(`\n${parts.join('\n')}`);
}

export function showProgress(message: string): void {
  process.stderr.write(`▸ ${message}\n`);
}

/** This process may have given one core away, and does not count it any more. */
export function coresOf(cores: { readonly subject: readonly number[]; readonly others: readonly number[] } | undefined): number {
  return cores ? cores.subject.length + cores.others.length : availableParallelism();
}
