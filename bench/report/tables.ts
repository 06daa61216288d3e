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

function workTable(samples: readonly Sample[], subjects: readonly SubjectTraits[], work: Work): Table {
  const streamed = work.operation === 'converse-stream';
  return {
    title: work.title,
    header: [
      'subject', 'CPU s\nper 1,000', 'CPU × bare\n(min–max)', 'requests\nper s', 'p50\nms', 'p99\nms',
      'added p50 ms\n(min–max)', 'added p99 ms\n(min–max)', ...(streamed ? ['added first byte ms\n(min–max)'] : []),
    ],
    rows: subjects
      .filter((subject) => canDo(subject, work))
      .map(({ name }) => workRow(summarize(samples, name, work), streamed)),
  };
}

function workRow(summary: Summary, streamed: boolean): string[] {
  const { cpuSecondsPer1000, cpuRatio, added } = summary;
  return [
    summary.subject,
    cpuSecondsPer1000 === undefined ? NONE : cpuSecondsPer1000.toFixed(3),
    spreadText(cpuRatio),
    Math.round(summary.requestsPerSecond).toLocaleString('en-US'),
    figure(summary.latencyP50Ms),
    figure(summary.latencyP99Ms),
    spreadText(added?.p50Ms),
    spreadText(added?.p99Ms),
    ...(streamed ? [spreadText(added?.firstByteMs)] : []),
  ];
}

function processTable(samples: readonly Sample[]): Table {
  return {
    title: 'Processes, over all works',
    header: ['subject', 'peak memory\nMiB', 'writes to the quota table\nper request'],
    rows: [...processTotals(samples)].map(([subject, { peakMemoryBytes, tableWritesPerRequest }]) =>
      [subject, (peakMemoryBytes / 1024 / 1024).toFixed(0), tableWritesPerRequest === 0 ? '0' : tableWritesPerRequest.toFixed(2)]),
  };
}

/** The median with its range, such as `1.30 (1.28–1.41)`. */
export function spreadText(values: Spread | undefined): string {
  return values ? `${figure(values.median)} (${figure(values.min)}–${figure(values.max)})` : NONE;
}

/** Three digits or so, and no more than two behind the point. */
export function figure(value: number): string {
  const size = Math.abs(value);
  const text = value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
  // `toFixed` leaves a minus in front of a zero.
  return Number(text) === 0 ? text.replace('-', '') : text;
}
