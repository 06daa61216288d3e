import { BUFFERING, RESUMING } from '../routes';
import { Scenario } from '../scenario';

/**
 * A fault in the middle of a stream, once on a route that resumes, where the caller gets the whole answer, and once on a
 * route that does not, where the caller gets an honest error. Both are scored while streaming live.
 */
export function streamPair(scenario: Omit<Scenario, 'expected' | 'wanted'>): readonly Scenario[] {
  const conduct: Scenario['conduct'] = (profile) => ({ live: true, ...scenario.conduct?.(profile) });
  const resumed = { ...scenario.route, midStream: RESUMING.midStream };
  return [
    { ...scenario, id: `${scenario.id}-resume`, route: resumed, conduct },
    { ...scenario, id: `${scenario.id}-failClean`, expected: 'safe', conduct },
  ];
}

/** The same fault on a route that sends nothing before the answer is complete. */
export function buffered(scenario: Omit<Scenario, 'expected' | 'wanted'>): Scenario {
  return { ...scenario, id: `${scenario.id}-buffer`, route: { ...scenario.route, midStream: BUFFERING.midStream } };
}
