import { RequestSamples } from './request-page';
import { figure } from './tables';
import { SubjectName } from '../subjects/subjects';
import { added, cpuPerRequest, firstToken, Measure, peakMemory, ratio, timePerRequest } from '../verdicts/measures';
import { WORKS } from '../workload/works';

const FIGURES: readonly { readonly title: string; readonly work: string; readonly measure: Measure; readonly other: SubjectName }[] = [
  { title: 'CPU of a request, of that of a bare proxy that signs', work: 'converse-10', measure: cpuPerRequest, other: 'bare+SigV4' },
  { title: 'CPU of a streamed answer of 100 tokens, of that of a bare proxy', work: 'converse-stream-20x100', measure: cpuPerRequest, other: 'bare' },
  { title: 'time added to the first token, of what a bare proxy that signs adds', work: 'converse-stream-1x20', measure: added(firstToken), other: 'bare+SigV4' },
  { title: 'CPU of a request, of that of Portkey', work: 'converse-10', measure: cpuPerRequest, other: 'Portkey' },
  { title: 'CPU of a request, of that of LiteLLM', work: 'converse-10', measure: cpuPerRequest, other: 'LiteLLM' },
  { title: 'memory at 50 connections, of that of Portkey', work: 'converse-50', measure: peakMemory, other: 'Portkey' },
  { title: 'time of a request whose first target throttles, of that of Portkey', work: 'throttled', measure: timePerRequest, other: 'Portkey' },
];

const BEGIN = '<!-- figures of docs/benchmarks.md -->';
const END = '<!-- end of figures -->';

/** The few figures of a run that the README shows. @throws Error when the run did not measure one of them */
export function readmeFigures({ samples }: RequestSamples): string {
  const cell = (name: string, measure: Measure, subject: SubjectName, other: SubjectName): string => {
    const work = WORKS.find((candidate) => candidate.name === name);
    const measured = work && ratio(samples, work, measure, subject, other);
    if (!measured) throw new Error(`${subject} and ${other} were not both measured with ${name}: run all works with --peers`);
    return measured.median < 0.1 ? String(Number(measured.median.toPrecision(2))) : figure(measured.median);
  };
  return [
    '| × | without a quota | with an exact quota |',
    '|---|---:|---:|',
    ...FIGURES.map(({ title, work, measure, other }) => `| ${title} | ${cell(work, measure, 'gateway', other)} | ${cell(work, measure, 'gateway+admission', other)} |`),
  ].join('\n');
}

/** @param readme has a place for them @throws Error when it has none */
export function withFigures(readme: string, figures: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the README has no "${BEGIN}" with "${END}" behind it`);
  return `${readme.slice(0, begin)}${BEGIN}\n\n${figures}\n\n${readme.slice(end)}`;
}
