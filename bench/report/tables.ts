import { Sample } from '../method/sample';
import { Spread } from '../method/statistics';
import { processTotals, Summary, summarize } from '../method/summarize';
import { canDo, SubjectTraits } from '../subjects/subjects';
import { Work } from '../workload/works';

/** Rows of text under a heading, whatever they are printed as. The first column is text, the others are figures. */
export interface Table {
  readonly title: string;
  /** A line break shows where a narrow column may be broken. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const NONE = '–';

/** One table for each work, and one for the processes. */
export function tablesOf(samples: readonly Sample[], subjects: readonly SubjectTraits[], works: readonly Work[]): readonly Table[] {
  return [...works.map((work) => workTable(samples, subjects, work)), processTable(samples)];
}

interface Column {
  readonly header: string;
  readonly cell: (summary: Summary, work: Work) => string;
  /** Absent: in the tables of all works. */
  readonly only?: (work: Work) => boolean;
}

const COLUMNS: readonly Column[] = [
  { header: 'subject', cell: ({ subject }) => subject },
  { header: 'CPU s\nper 1,000', cell: ({ cpuSecondsPer1000 }) => cpuSecondsPer1000 === undefined ? NONE : cpuSecondsPer1000.toFixed(3) },
  { header: 'CPU s per\n1,000 tokens', cell: cpuPer1000Tokens, only: isStreamed },
  { header: 'CPU × bare\n(min–max)', cell: ({ cpuRatio }) => spreadText(cpuRatio) },
  { header: 'requests\nper s', cell: ({ requestsPerSecond }) => Math.round(requestsPerSecond).toLocaleString('en-US') },
  { header: 'p50\nms', cell: ({ latencyP50Ms }) => figure(latencyP50Ms) },
  { header: 'p90\nms', cell: ({ latencyP90Ms }) => figure(latencyP90Ms) },
  { header: 'p99\nms', cell: ({ latencyP99Ms }) => figure(latencyP99Ms) },
  { header: 'added p50 ms\n(min–max)', cell: ({ added }) => spreadText(added?.p50Ms) },
  { header: 'added p90 ms\n(min–max)', cell: ({ added }) => spreadText(added?.p90Ms) },
  { header: 'added p99 ms\n(min–max)', cell: ({ added }) => spreadText(added?.p99Ms) },
  { header: 'added first token ms\n(min–max)', cell: ({ added }) => spreadText(added?.firstTokenMs), only: isStreamed },
  { header: 'peak memory\nMiB', cell: ({ peakMemoryBytes }) => peakMemoryBytes === undefined ? NONE : mebibytes(peakMemoryBytes) },
  { header: 'refused by the first\ntarget, per request', cell: ({ refusedPerRequest }) => figure(refusedPerRequest), only: ({ failing }) => failing === true },
];

function workTable(samples: readonly Sample[], subjects: readonly SubjectTraits[], work: Work): Table {
  const columns = COLUMNS.filter(({ only }) => only?.(work) !== false);
  return {
    title: work.title,
    header: columns.map(({ header }) => header),
    rows: subjects
      .filter((subject) => canDo(subject, work))
      .map(({ name }) => summarize(samples, name, work))
      .map((summary) => columns.map(({ cell }) => cell(summary, work))),
  };
}

function isStreamed({ firstToken }: Work): boolean {
  return firstToken !== undefined;
}

function cpuPer1000Tokens({ cpuSecondsPer1000 }: Summary, { speech }: Work): string {
  return cpuSecondsPer1000 === undefined ? NONE : (cpuSecondsPer1000 / speech.tokens).toFixed(4);
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}

function processTable(samples: readonly Sample[]): Table {
  return {
    title: 'Processes, over all works',
    header: ['subject', 'peak memory\nMiB', 'writes to the quota table\nper request'],
    rows: [...processTotals(samples)].map(([subject, { peakMemoryBytes, tableWritesPerRequest }]) =>
      [subject, mebibytes(peakMemoryBytes), tableWritesPerRequest === 0 ? '0' : tableWritesPerRequest.toFixed(2)]),
  };
}

/** The median with its range, such as `1.30 (1.28–1.41)`. */
export function spreadText(values: Spread | undefined): string {
  return values ? `${figure(values.median)} (${figure(values.min)}–${figure(values.max)})` : NONE;
}

/** Three digits or so, and no more than two behind the point. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (value === Infinity) return '∞';
  const text = value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
  // `toFixed` leaves a minus in front of a zero.
  return Number(text) === 0 ? text.replace('-', '') : text;
}
