import { Stage } from './stage';

/** One of the five patterns: what it shows, and how it is played. */
export interface Pattern {
  readonly title: string;
  play(stage: Stage): Promise<readonly Scene[]>;
}

/** One table, and the numbers that have to come out. */
export interface Scene {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly checks: readonly Check[];
}

export interface Check {
  readonly what: string;
  readonly expected: string;
  readonly actual: number | string;
  readonly passed: boolean;
}

export function equals(what: string, actual: number, expected: number): Check {
  return { what, expected: String(expected), actual, passed: actual === expected };
}

export function atLeast(what: string, actual: number, expected: number): Check {
  return { what, expected: `at least ${expected}`, actual, passed: actual >= expected };
}

export function atMost(what: string, actual: number, expected: number): Check {
  return { what, expected: `at most ${expected}`, actual, passed: actual <= expected };
}

/** How often each value occurs, the most frequent first. */
export function countBy<Item>(items: readonly Item[], valueOf: (item: Item) => string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(valueOf(item), (counts.get(valueOf(item)) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1] || left[0].localeCompare(right[0]));
}

/** A table of counts with their percentages. */
export function shares(counts: readonly (readonly [string, number])[]): readonly (readonly [string, number, string])[] {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return counts.map(([value, count]) => [value, count, `${Math.round((count / total) * 100)} %`]);
}

/** Starts all calls at the same time. */
export function atOnce<Result>(count: number, call: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)));
}
