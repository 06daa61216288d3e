import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Schedule } from './arguments';
import { QUIET } from './method/other-load';
import { pairingsOf, planOf, runBenchmark } from './method/run';
import { Sample } from './method/sample';
import { documentOf, Page, RequestCircumstances } from './report/document';
import { compactJson } from './report/raw';
import { startTable } from './report/start-table';
import { Table, tablesOf } from './report/tables';
import { peerTables, targetTable } from './report/verdict-tables';
import { measureStarts } from './starts/measure';
import { StartSample, STARTS, STARTS_QUICK, StartSchedule } from './starts/samples';
import { Stage } from './subjects/start';
import { isPeer, SUBJECTS, SubjectTraits } from './subjects/subjects';
import { remarksOn } from './verdicts/remarks';
import { QUICK_WORKS, Work, WORKS } from './workload/works';

/** What requests cost, as it was measured. */
export interface RequestMeasurement {
  readonly samples: readonly Sample[];
  readonly starts: readonly StartSample[];
  readonly startSchedule: StartSchedule;
  readonly disturbedSamples: number;
  readonly works: readonly Work[];
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
    works,
    disturbedSamples: samples.filter(({ otherLoad }) => otherLoad > QUIET).length,
    page: pageOf(samples, starts, subjects, works),
  };
}

function pageOf(samples: readonly Sample[], starts: readonly StartSample[], subjects: readonly SubjectTraits[], works: readonly Work[]): Page {
  const measurements = { samples, starts, works };
  const names = subjects.map(({ name }) => name);
  const peers = names.filter(isPeer);
  return {
    subjects,
    summary: [targetTable(measurements, peers), ...peerTables(measurements, peers)],
    results: [...tablesOf(samples, subjects, works), startTable(starts, ['two clients', ...names.filter((name) => name !== 'direct')])],
    remarks: remarksOn(measurements, peers),
  };
}

/** In the order in which they are read on a terminal: verdicts last. */
export function tablesOnTerminal({ summary, results }: Page): readonly Table[] {
  return [...results, ...summary];
}

/** Writes the page, and every sample beside it. */
export function writeRequests(
  document: string, samplesFile: string, { page, samples, starts }: RequestMeasurement, circumstances: RequestCircumstances,
): void {
  writeFileSync(document, documentOf(page, circumstances));
  mkdirSync(dirname(samplesFile), { recursive: true });
  writeFileSync(samplesFile, compactJson(circumstances, { samples, starts }));
}
