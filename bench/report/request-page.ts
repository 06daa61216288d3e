import { documentOf, Page, RequestCircumstances } from './document';
import { compactJson, parseCompactJson } from './raw';
import { startTable } from './start-table';
import { tablesOf } from './tables';
import { peerTables, targetTable } from './verdict-tables';
import { writtenByHand } from './written-by-hand';
import { Sample } from '../method/sample';
import { StartSample } from '../starts/samples';
import { isPeer, SUBJECTS } from '../subjects/subjects';
import { remarksOn } from '../verdicts/remarks';
import { WORKS } from '../workload/works';

/** What a run has measured of requests. */
export interface RequestSamples {
  readonly samples: readonly Sample[];
  readonly starts: readonly StartSample[];
}

/** Everything that is said of the samples. */
export function pageOf({ samples, starts }: RequestSamples): Page {
  const subjects = SUBJECTS.filter(({ name }) => samples.some(({ subject }) => subject === name));
  const works = WORKS.filter(({ name }) => samples.some(({ work }) => work === name));
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

/** Every sample of a run, to be kept beside its page. */
export function samplesText({ samples, starts }: RequestSamples, circumstances: RequestCircumstances): string {
  return compactJson(circumstances, { samples, starts });
}

/** @param text of `samplesText` */
export function samplesIn(text: string): RequestSamples {
  return parseCompactJson(text).tables as unknown as RequestSamples;
}

/**
 * The page of the documentation, which is made from what is kept of a run, and what people wrote into the page before.
 * @param text of `samplesText`
 * @param before the page as it is
 */
export function documentFrom(text: string, before: string): string {
  return documentOf(pageOf(samplesIn(text)), parseCompactJson(text).about as RequestCircumstances, writtenByHand(before));
}
