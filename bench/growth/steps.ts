import { Spread } from '../method/statistics';
import { markdownTable } from '../report/format';
import { figure, spreadText } from '../report/tables';

/** Something that grew faster than it should, before and after it was mended. */
interface Step {
  readonly what: string;
  readonly unit: string;
  readonly before: number;
  readonly after: number;
  /** After ÷ before, inside a round. Absent: a count, the same in every round. */
  readonly ratio?: Spread;
}

/** How the figures came about. */
export const STEPS_METHOD = 'The bundle before and the bundle after ran beside each other on one stage and took turns: 9 rounds of 500 ms for each size, after 3 s of warm-up. '
  + 'Before and after are medians over the rounds; ratios were computed inside a round. Date: 2026-11-21; other programs took 68 % of the machine, so that the ratios count and the times do not.';

/** Named in the order in which they were found. */
export const CAUSES: readonly string[] = [
  'The log line of a request named every target of its route, tried or not. It names twenty at most now, those that were called among them, and says how many it leaves out '
  + '([decision 0035](decisions/0035-how-growth-is-told.md)).',
  'Both retry budgets were told of every target of the route, to give each its share of a request, although all of them had their full share: the profile had the function that does it at the top. '
  + 'While no target has failed, nothing is done now. The models of a route were collected by way of several lists, and the drained targets looked for where none was drained.',
];

const STEPS: readonly Step[] = [
  { what: 'Logged for a request, 2 targets', unit: 'KB', before: 2.871, after: 2.871 },
  { what: 'Logged for a request, 50 targets', unit: 'KB', before: 6.665, after: 4.318 },
  { what: 'Logged for a request, 500 targets', unit: 'KB', before: 42.217, after: 4.321 },
  { what: 'CPU time of a request, 2 targets', unit: 'ms', before: 1.099, after: 1.038, ratio: { median: 0.952, min: 0.804, max: 1.065 } },
  { what: 'CPU time of a request, 50 targets', unit: 'ms', before: 1.184, after: 1.062, ratio: { median: 0.847, min: 0.824, max: 1.223 } },
  { what: 'CPU time of a request, 500 targets', unit: 'ms', before: 1.947, after: 1.520, ratio: { median: 0.766, min: 0.670, max: 0.870 } },
];

export function stepsTable(): string {
  return markdownTable({
    title: 'Before and after',
    header: ['', 'before', 'after', 'after ÷ before\n(min–max)'],
    rows: STEPS.map(({ what, unit, before, after, ratio }) => [`${what}, ${unit}`, figure(before), figure(after), ratio ? spreadText(ratio) : figure(after / before)]),
  });
}
