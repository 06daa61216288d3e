import { NONE, spreadText, Table } from './tables';
import { Spread, spread } from '../method/statistics';
import { StartSample } from '../starts/samples';
import { StartedName } from '../subjects/starters';
import { startRatio } from '../verdicts/starts';

/** Processes from their start on. @param subjects in this order, those that were started */
export function startTable(starts: readonly StartSample[], subjects: readonly StartedName[]): Table {
  return {
    title: 'Starts and open streams',
    header: ['subject', 'start to first good answer\nms (min–max)', '× two clients\n(min–max)', 'KiB resident for each\nopen stream (min–max)'],
    rows: subjects.flatMap((subject) => {
      const own = starts.filter((sample) => sample.subject === subject);
      if (own.length === 0) return [];
      return [[subject, spreadText(spread(own.map(({ firstAnswerMs }) => firstAnswerMs))), spreadText(startRatio(starts, subject, 'two clients')), perStream(own)]];
    }),
  };
}

function perStream(starts: readonly StartSample[]): string {
  const bytes = starts.flatMap(({ residentBytesPerStream }) => residentBytesPerStream === undefined ? [] : [residentBytesPerStream]);
  const kibibytes: Spread | undefined = bytes.length === 0 ? undefined : spread(bytes.map((value) => value / 1024));
  return kibibytes === undefined ? NONE : spreadText(kibibytes);
}
