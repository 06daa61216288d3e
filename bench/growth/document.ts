import { CHUNKS_OF_PACED_STREAM, DirectionName } from './directions';
import { EXPLANATIONS } from './explanations';
import { CHUNKS_HELD, STREAMS_HELD } from './measure';
import { GrowthProfile } from './profiles';
import { DirectionReport, GrowthCircumstances, growthCircumstancesText, profileTable } from './report';
import { WARM_UPS_OF_TARGETS } from './run';
import { CAUSES, STEPS_METHOD, stepsTable } from './steps';
import { PACE_MS } from './works';
import { markdownTable } from '../report/format';
import { GATEWAY_NODE_OPTIONS } from '../subjects/gateway';

/** What the figures mean, one paragraph for what is measured and one for how growth is told. */
export function growthMethod({ schedule, ownCore }: Pick<GrowthCircumstances, 'schedule' | 'ownCore'>): readonly string[] {
  const { rounds, sampleMs, warmUpMs } = schedule;
  return [
    `The processes, the mock upstream, the client and the checks of all answers are those of [the other benchmarks](benchmarks.md)${ownCore ? '; the gateway runs on a core that the client and the upstream stay off' : ''}. `
    + 'The plans are not written by hand: the stack is synthesized with so many targets and tenants, and the gateway reads the `plan.json` that comes of it. '
    + 'Every target of the large routes is in an account of its own, whose role is assumed; the tenants have a quota that each request is counted in, all other requests come from a tenant without one. '
    + 'Requests come over one connection, one after the other; only the streams at once have a connection each. '
    + `Those have ${CHUNKS_OF_PACED_STREAM} chunks, one each ${PACE_MS} ms, begin one after the other over the length of a stream, and are followed by others for as long again. `
    + `After a warm-up of ${warmUpMs} ms for each size, ${WARM_UPS_OF_TARGETS} times that for routes with many targets, there ${rounds === 1 ? 'is 1 round' : `are ${rounds} rounds`}; in each round every size of everything is measured once for ${sampleMs} ms, in random order. `
    + 'CPU time is what the process of the gateway reports about itself, the small HTTP front that stands for API Gateway and Lambda included. '
    + `It has the limits of V8's heap that the stack sets for its function (\`${GATEWAY_NODE_OPTIONS}\`). `
    + 'What the gateway logs goes to a file and is counted. '
    + `Memory of an open stream is what the heap holds after a forced garbage collection, with the buffers tied to it, less what it was before, for ${STREAMS_HELD} streams of each length, or as many streams of ${CHUNKS_HELD} chunks as are open at once, that the upstream holds in their middle and whose readers have read all that came. `
    + 'Peaks of memory are those of resident memory above what the process had at rest just before.',
    'The exponent is that of the power of the size that a value grows with: the slope of the line that fits best through the logarithms of both, 0 for what stays the same, 1 for what grows in proportion, 2 for what grows with the square. '
    + 'It is computed in each round; shown are the median over the rounds and, in brackets, the smallest and the largest. '
    + 'What a request costs whatever its size hides growth among small sizes, so that the exponent of the last tenfold of the sizes decides what the last column says, within 0.15. '
    + 'The line is the one that fits the medians best by relative error, with n for the size, in the unit of its row. A star marks what grows faster than it should in every round, which the text explains. '
    + 'Bands in the plots go from the smallest to the largest value of any round; both axes are logarithmic.',
  ];
}

/** The whole page of the documentation. */
export function growthDocument(reports: readonly DirectionReport[], profiles: readonly GrowthProfile[], circumstances: GrowthCircumstances): string {
  return [
    '# Benchmarks of growth',
    '',
    'How latency, CPU time and memory of the gateway grow with its targets, its tenants, its streams and its prompts. '
    + 'This page is written by `npm run bench -- --growth --write`. What a request costs at one size is on [another page](benchmarks.md), '
    + 'how the time to plan grows with targets for every strategy on [a third](benchmarks-planning.md), [streams](benchmarks-streams.md) and [synthesis](benchmarks-synth.md) have their own.',
    '',
    ...growthCircumstancesText(circumstances).map((line) => `- ${line}`),
    '',
    '## Method',
    '',
    growthMethod(circumstances).join('\n\n'),
    '',
    '## What was mended',
    '',
    'Found by these measurements and their profiles:',
    '',
    ...CAUSES.map((cause) => `- ${cause}`),
    '',
    stepsTable(),
    STEPS_METHOD,
    '',
    ...reports.flatMap((report) => sectionOf(report, profiles.filter(({ direction }) => direction === report.direction.name))),
  ].join('\n');
}

function sectionOf({ direction, growth, details }: DirectionReport, profiles: readonly GrowthProfile[]): readonly string[] {
  const name: DirectionName = direction.name;
  return [
    `## ${direction.title}`,
    '',
    markdownTable({ ...growth, title: 'How it grows' }),
    ...EXPLANATIONS[name].flatMap((paragraph) => [paragraph, '']),
    ...details.flatMap(({ fileName, svg, values }) => [
      ...svg === undefined ? [] : [`![${values.title}](growth/${fileName})`, ''],
      markdownTable(values),
    ]),
    ...profiles.map((profile) => markdownTable({ ...profileTable(profile), title: `Where the time goes: ${profileTable(profile).title}` })),
  ];
}
