import { Spread, spread } from '../method/statistics';
import { StartSample } from '../starts/samples';
import { StartedName } from '../subjects/starters';

/** How many times as long one takes to its first good answer as another one, compared inside each round. Undefined when one was not started. */
export function startRatio(starts: readonly StartSample[], subject: StartedName, other: StartedName): Spread | undefined {
  const ratios = starts.filter((sample) => sample.subject === subject).flatMap(({ round, firstAnswerMs }) => {
    const basis = starts.find((sample) => sample.subject === other && sample.round === round);
    return basis ? [firstAnswerMs / basis.firstAnswerMs] : [];
  });
  return ratios.length === 0 ? undefined : spread(ratios);
}
