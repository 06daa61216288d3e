import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Schedule } from './arguments';
import { QUIET } from './method/other-load';
import { pairingsOf, planOf, runBenchmark } from './method/run';
import { Page, RequestCircumstances } from './report/document';
import { documentFrom, pageOf, RequestSamples, samplesText } from './report/request-page';
import { Table } from './report/tables';
import { measureStarts } from './starts/measure';
import { STARTS, STARTS_QUICK, StartSchedule } from './starts/samples';
import { Stage } from './subjects/start';
import { SUBJECTS } from './subjects/subjects';
import { QUICK_WORKS, WORKS } from './workload/works';

/** What requests cost, as it was measured. */
export interface RequestMeasurement extends RequestSamples {
  readonly startSchedule: StartSchedule;
  readonly disturbedSamples: number;
  readonly page: Page;
}

export interface RequestOptions {
  readonly stage: Stage;
  readonly schedule: Schedule;
  /** With fewer works, and every sample as it comes. */
  readonly quick: boolean;
  readonly tries: number;
  readonly random: () => number;
  readonly progress: (message: string) => void;
}

/** @throws BenchmarkFailure */
export async function measureRequests({ stage, schedule, quick, tries, random, progress }: RequestOptions): Promise<RequestMeasurement> {
  const subjects = SUBJECTS.filter(({ name }) => stage.subjects.has(name));
  const works = quick ? QUICK_WORKS : WORKS;
  const pairings = pairingsOf(subjects, works);
  progress(planOf(pairings, schedule));
  const samples = await runBenchmark({ stage, pairings, schedule, tries, random, progress });
  const startSchedule = quick ? STARTS_QUICK : STARTS;
  const starts = await measureStarts({ stage, schedule: startSchedule, random, progress });
  return {
    samples,
    starts,
    startSchedule,
    disturbedSamples: samples.filter(({ otherLoad }) => otherLoad > QUIET).length,
    page: pageOf({ samples, starts }),
  };
}

/** In the order in which they are read on a terminal: verdicts last. */
export function tablesOnTerminal({ summary, results }: Page): readonly Table[] {
  return [...results, ...summary];
}

/** Writes every sample, and the page that follows from them. */
export function writeRequests(document: string, samplesFile: string, measured: RequestSamples, circumstances: RequestCircumstances): void {
  mkdirSync(dirname(samplesFile), { recursive: true });
  const text = samplesText(measured, circumstances);
  writeFileSync(samplesFile, text);
  writeFileSync(document, documentFrom(text, readFileSync(document, 'utf8')));
}
