import { PlanningSample } from './measure';
import { expectedGrowth, growthOf, linearithmic, paceOf, quadratic } from './summarize';
import { EXTENTS, Extent, ORDERINGS, Ordering, SIZES, TIERS } from './variants';
import { Circumstances, circumstancesText } from '../report/document';
import { markdownTable } from '../report/format';
import { figure, spreadText, Table } from '../report/tables';

/** Where and how the planning was measured. */
export type PlanningCircumstances = Omit<Circumstances, 'bundleBytes' | 'ownCore'>;

const TITLES: { readonly [extent in Extent]: string } = {
  allClosed: 'Whole decision, no breaker open',
  thirdOpen: 'Whole decision, a third of the breakers open',
  ordering: 'Order of the candidates alone',
};

const LABELS: { readonly [ordering in Ordering]: string } = {
  ordered: 'ordered',
  roundRobin: 'round robin',
  weightedRandom: 'weighted random',
  leastInFlight: 'least in flight',
  lowestLatency: 'lowest latency',
  lowestCost: 'lowest cost',
  mostHeadroom: 'most headroom',
  affinity: 'affinity',
};

/** Fewer and more targets to compare. */
const COMPARED: readonly (readonly [number, number])[] = [[5, 50], [5, 500], [50, 500]];

/** One table for each part of a decision and number of tiers. */
export function planningTables(samples: readonly PlanningSample[]): readonly Table[] {
  return EXTENTS.flatMap((extent) => TIERS.map((tiers) => ({
    title: `${TITLES[extent]}, ${tiers === 1 ? 'one tier' : `${tiers} tiers`}`,
    header: [
      'strategy',
      ...SIZES.flatMap((targets) => [`${targets} targets: µs\n(min–max)`, 'decisions\nper s']),
      ...COMPARED.map(([few, many]) => `${many} ÷ ${few}\n(min–max)`),
    ],
    rows: ORDERINGS.map((ordering) => [
      LABELS[ordering],
      ...SIZES.flatMap((targets) => {
        const { microsecondsPerDecision, decisionsPerSecond } = paceOf(samples, { ordering, extent, tiers, targets });
        return [spreadText(microsecondsPerDecision), Math.round(decisionsPerSecond.median).toLocaleString('en-US')];
      }),
      ...COMPARED.map(([few, many]) => spreadText(growthOf(samples, { ordering, extent, tiers, targets: many }, few))),
    ]),
  })));
}

/** What the figures mean, in one paragraph. */
export function planningMethod({ schedule }: PlanningCircumstances): string {
  const { rounds, warmUpMs, sampleMs } = schedule;
  const growth = COMPARED.map(([few, many]) =>
    `${many} ÷ ${few} is ${figure(many / few)}, ${figure(expectedGrowth(linearithmic, few, many))} and ${figure(expectedGrowth(quadratic, few, many))}`);
  return 'A decision is what the gateway does between admission and the first call, and between calls: it puts the targets of the route in order by strategy or affinity, '
    + 'leaves out those that are too small for the request, puts those with an open breaker last, and plans the attempts of a request whose first two calls fail and whose third succeeds. '
    + 'The functions are those of the gateway, taken from its sources; there is no network, no parsing, no signing, no log and no retry budget in it, '
    + 'and the health store and the quota ledger are in memory. Every target has a price, a capacity that is used in part, calls in flight and a known latency; weights are from 1 to 5; '
    + 'round robin gets a number from a quota, as without one it is weighted random. '
    + `One process measures everything in one thread, waits for the promise of the health included. After a warm-up of ${warmUpMs} ms for each variant there ${rounds === 1 ? 'is 1 round' : `are ${rounds} rounds`}; `
    + `in each round every variant, of all tables, is measured once for ${sampleMs} ms, in random order. Every decision is looked at, and the number of candidates and calls is checked after each sample. `
    + 'The clock of the decisions stands still, so that what is known of the targets does not grow old; time is measured by another one. '
    + 'Shown are the median over the rounds and, in brackets, the smallest and the largest; decisions per second are the median alone. '
    + 'Growth compares the time of one decision inside a round. '
    + `For a cost in proportion to n, to n log n and to n²: ${growth.join('; ')}. What costs the same for any number of targets makes the ratios to ${SIZES[0]} smaller.`;
}

/** The whole page of the documentation. */
export function planningDocument(tables: readonly Table[], circumstances: PlanningCircumstances): string {
  return [
    '# Benchmarks of planning',
    '',
    'How many requests a second the core of the gateway can plan, without any I/O, and how that grows with the number of targets. '
    + 'This page is written by `npm run bench -- --planning --write`; what the whole gateway adds to a request is on [another one](benchmarks.md).',
    '',
    ...circumstancesText(circumstances).map((line) => `- ${line}`),
    '',
    '## Method',
    '',
    planningMethod(circumstances),
    '',
    '## Results',
    '',
    tables.map(markdownTable).join('\n'),
  ].join('\n');
}
