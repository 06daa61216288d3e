import { STREAM_APIS, StreamApi } from './apis';
import { LARGE_CHUNK_BYTES, MemorySample, MemorySchedule, REPEATED_CHUNK_BYTES, STREAMS_AT_ONCE } from './memory-samples';
import { StreamSummary, summarizeStreams } from './summarize';
import { summarizeOpen, summarizeReading, summarizeStanding } from './summarize-memory';
import { loadTitle, StreamLoad, StreamWork } from './works';
import { Sample } from '../method/sample';
import { figure, NONE, spreadText, Table } from '../report/tables';
import { canDo, SubjectTraits, WITHOUT_ADMISSION } from '../subjects/subjects';

/** One table for each API: time to the first token, and CPU time of chunks. */
export function streamTables(samples: readonly Sample[], works: readonly StreamWork[]): readonly Table[] {
  return STREAM_APIS.map((api) => ({
    title: api.comparedWith === api.name ? api.title : `${api.title} (compared with bare and direct on ${operationName(api)})`,
    header: [
      'load', 'subject', 'streams\nread', 'first token\np50 / p99 ms', 'added p50 ms\n(min–max)', 'added p99 ms\n(min–max)',
      'added p50\n× bare', 'added p99\n× bare', 'CPU ms per\n1,000 chunks', 'CPU × bare\n(min–max)',
    ],
    rows: works.filter((work) => work.api === api).flatMap((work) => WITHOUT_ADMISSION
      .filter((subject) => canDo(subject, work))
      .map(({ name }) => streamRow(work.load, summarizeStreams(samples, name, work)))),
  }));
}

function operationName({ operation }: StreamApi): string {
  return operation === 'converse-stream' ? 'ConverseStream' : 'InvokeModelWithResponseStream';
}

function streamRow(load: StreamLoad, { subject, streams, firstTokenP50Ms, firstTokenP99Ms, added, cpuMsPer1000, cpuRatio }: StreamSummary): string[] {
  return [
    loadTitle(load),
    subject,
    streams.toLocaleString('en-US'),
    `${figure(firstTokenP50Ms)} / ${figure(firstTokenP99Ms)}`,
    spreadText(added?.p50Ms),
    spreadText(added?.p99Ms),
    added?.p50Ratio ? figure(added.p50Ratio.median) : NONE,
    added?.p99Ratio ? figure(added.p99Ratio.median) : NONE,
    cpuMsPer1000 === undefined ? NONE : figure(cpuMsPer1000),
    spreadText(cpuRatio),
  ];
}

/** What streams hold of the memory of a process: while they are open, while nobody reads them, and while they are read. */
export function memoryTables(samples: readonly MemorySample[], schedule: MemorySchedule): readonly Table[] {
  const rows = STREAM_APIS.filter(({ name }) => schedule.apis.includes(name)).flatMap((api) => WITHOUT_ADMISSION
    .filter((subject) => subject.name !== 'direct' && canDo(subject, api))
    .map((subject) => ({ api, subject })));
  return [
    openTable(samples, rows, schedule.open),
    standingTable(samples, rows, schedule.standing),
    ...(samples.some(({ kind }) => kind === 'reading') ? [readingTable(samples, rows, schedule.reading)] : []),
  ];
}

interface Row {
  readonly api: StreamApi;
  readonly subject: SubjectTraits;
}

const LONG_CHUNKS = `chunks of ${LARGE_CHUNK_BYTES / 1024} KiB (responses: ${REPEATED_CHUNK_BYTES} bytes)`;

function openTable(samples: readonly MemorySample[], rows: readonly Row[], numbers: readonly number[]): Table {
  return {
    title: 'Memory of one open stream, held by the upstream in its middle',
    header: ['API', 'subject', ...numbers.flatMap((streams) => [
      `${streams} open: KiB held\neach (min–max)`, '× bare\n(min–max)', 'KiB resident\neach (min–max)',
    ])],
    rows: rows.map(({ api, subject }) => [api.title, subject.name, ...numbers.flatMap((streams) => {
      const { heldBytes, heldRatio, residentBytes } = summarizeOpen(samples, subject.name, api, streams);
      return [spreadText(inKibibytes(heldBytes)), spreadText(heldRatio), spreadText(inKibibytes(residentBytes))];
    })]),
  };
}

function standingTable(samples: readonly MemorySample[], rows: readonly Row[], lengths: readonly number[]): Table {
  const longest = Math.max(...lengths);
  const others = lengths.filter((chunks) => chunks !== longest);
  return {
    title: `Memory of one of ${STREAMS_AT_ONCE} streams whose reader stands still, KiB held, by number of ${LONG_CHUNKS}`,
    header: [
      'API', 'subject', ...lengths.map((chunks) => chunks.toLocaleString('en-US')),
      ...others.map((chunks) => `${longest.toLocaleString('en-US')} ÷ ${chunks.toLocaleString('en-US')}`),
      `sent by the upstream\nof ${longest.toLocaleString('en-US')}`,
    ],
    rows: rows.map(({ api, subject }) => {
      const held = (chunks: number) => summarizeStanding(samples, subject.name, api, chunks);
      const most = held(longest);
      return [
        api.title, subject.name, ...lengths.map((chunks) => figure(held(chunks).heldBytes / 1024)),
        ...others.map((chunks) => growthText(most.heldBytes, held(chunks).heldBytes)), `${(most.shareSent * 100).toFixed(0)} %`,
      ];
    }),
  };
}

/** With less, the rest of the process says more about the difference than the streams do. */
const LEAST_HELD_BYTES = 4 * 1024;

function growthText(most: number, basis: number): string {
  return basis < LEAST_HELD_BYTES ? NONE : figure(most / basis);
}

function readingTable(samples: readonly MemorySample[], rows: readonly Row[], lengths: readonly number[]): Table {
  const [shortest, ...longer] = [...lengths].sort((left, right) => left - right);
  return {
    title: `Peak memory of the process while ${STREAMS_AT_ONCE} streams at once are read without a pause, by number of ${LONG_CHUNKS}`,
    header: ['API', 'subject', ...lengths.map((chunks) => `${chunks.toLocaleString('en-US')}\nMiB`),
      ...longer.map((chunks) => `${chunks.toLocaleString('en-US')} ÷ ${shortest.toLocaleString('en-US')}\n(min–max)`)],
    rows: rows.map(({ api, subject }) => {
      const read = (chunks: number) => summarizeReading(samples, subject.name, api, chunks, shortest);
      return [
        api.title, subject.name, ...lengths.map((chunks) => (read(chunks).peakBytes / 1024 / 1024).toFixed(0)),
        ...longer.map((chunks) => spreadText(read(chunks).growth)),
      ];
    }),
  };
}

function inKibibytes({ median, min, max }: { readonly median: number; readonly min: number; readonly max: number }) {
  return { median: median / 1024, min: min / 1024, max: max / 1024 };
}
