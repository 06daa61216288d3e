import { Check } from './check';
import { answerChecks } from './checks/answers';
import { beyondChecks } from './checks/beyond';
import { countingChecks } from './checks/counting';
import { embeddingChecks } from './checks/embeddings';
import { limitChecks } from './checks/limits';
import { modelChecks } from './checks/models';
import { reachChecks } from './checks/reach';
import { refusalChecks } from './checks/refusals';
import { streamChecks } from './checks/streams';
import { patternChecks } from './patterns/patterns';
import { Stage } from './stage';

/** In the order in which they run: what costs nothing first, what uses up a quota last. */
export function allChecks(stage: Stage, discovery: Check, limitTest: boolean): readonly Check[] {
  return [
    ...reachChecks(stage),
    discovery,
    ...modelChecks(stage),
    ...[...refusalChecks(stage)].sort((left, right) => left.family.localeCompare(right.family)),
    ...answerChecks(stage),
    ...streamChecks(stage),
    ...countingChecks(stage),
    ...embeddingChecks(stage),
    ...patternChecks(stage),
    ...limitChecks(stage, limitTest),
    ...beyondChecks(),
  ];
}
