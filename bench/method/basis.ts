import { SubjectName } from '../subjects/subjects';

/** What was measured in a round. */
export interface Measured {
  readonly round: number;
  readonly subject: SubjectName;
  readonly work: string;
}

/** The sample of the same round to compare others with. @throws Error when the round lacks it */
export function basisIn<Of extends Measured>(samples: readonly Of[], round: number, subject: SubjectName, work: string, compared: SubjectName): Of {
  const found = samples.find((sample) => sample.round === round && sample.subject === subject && sample.work === work);
  if (!found) throw new Error(`round ${round} has no sample of ${subject} with ${work} to compare ${compared} with`);
  return found;
}
