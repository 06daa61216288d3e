import { Direction, DIRECTIONS, Measure } from './directions';
import { Chart, renderChart } from './plot/chart';
import { FunctionGrowth, GrowthProfile } from './profiles';
import { GrowthSample } from './samples';
import { GrowthSummary, summarizeGrowth } from './summarize';
import { QUIET } from '../method/other-load';
import { Circumstances, circumstancesText } from '../report/document';
import { figure, NONE, spreadText, Table } from '../report/tables';

/** Where and how growth was measured. */
export interface GrowthCircumstances extends Circumstances {
  readonly samples: number;
  /** Samples during which other programs were busy. */
  readonly disturbedSamples: number;
}

export function growthCircumstancesText(circumstances: GrowthCircumstances): readonly string[] {
  const { samples, disturbedSamples } = circumstances;
  return [...circumstancesText(circumstances), `Samples: ${samples}, of which ${disturbedSamples} with more than ${QUIET * 100} % of the machine taken by other programs`];
}

/** What was found of one direction. */
export interface DirectionReport {
  readonly direction: Direction;
  /** How each measure of each series grows. */
  readonly growth: Table;
  /** One for each measure. */
  readonly details: readonly MeasureReport[];
}

export interface MeasureReport {
  /** Of its plot. */
  readonly fileName: string;
  /** Absent: there is nothing above 0 to plot. */
  readonly svg?: string;
  readonly values: Table;
}

/** Everything that samples say, in the order of the directions. */
export function reportGrowth(samples: readonly GrowthSample[]): readonly DirectionReport[] {
  return DIRECTIONS.map((direction) => {
    const found = direction.measures
      .map((measure) => ({ measure, lines: linesOf(samples, direction, measure) }))
      .filter(({ lines }) => lines.length > 0);
    return {
      direction,
      growth: growthTable(direction, found),
      details: found.map(({ measure, lines }) => ({
        fileName: `${direction.name}-${measure.name}.svg`,
        svg: plotOf(direction, measure, lines),
        values: valuesTable(direction, measure, lines),
      })),
    };
  });
}

interface SummaryLine {
  readonly title: string;
  readonly summary: GrowthSummary;
}

function linesOf(samples: readonly GrowthSample[], direction: Direction, measure: Measure): readonly SummaryLine[] {
  return direction.series.flatMap((series) => {
    const summary = summarizeGrowth(samples, direction, series, measure);
    return summary ? [{ title: series.title, summary }] : [];
  });
}

function growthTable(direction: Direction, found: readonly { readonly measure: Measure; readonly lines: readonly SummaryLine[] }[]): Table {
  return {
    title: direction.title,
    header: ['', 'smallest → largest', 'exponent, all sizes\n(min–max)', 'exponent, last tenfold\n(min–max)', 'line through the medians', 'grows'],
    rows: found.flatMap(({ measure, lines }) => lines.map(({ title, summary: { points, exponent, lastExponent, line, growth, toExplain } }) => [
      `${measure.title}${lines.length > 1 ? `: ${title}` : ''}`,
      `${figure(points[0].value.median)} → ${figure(points[points.length - 1].value.median)} ${measure.unit}`,
      spreadText(exponent),
      spreadText(lastExponent),
      line ? `${precise(line.constant)} ${line.perUnit < 0 ? '−' : '+'} ${precise(Math.abs(line.perUnit))} n` : NONE,
      `${growth ?? NONE}${toExplain ? ' (*)' : ''}`,
    ])),
  };
}

function valuesTable(direction: Direction, measure: Measure, lines: readonly SummaryLine[]): Table {
  const sizes = [...new Set(lines.flatMap(({ summary }) => summary.points.map(({ size }) => size)))];
  return {
    title: `${measure.title}, ${measure.unit}`,
    header: [direction.axis, ...lines.map(({ title }) => `${title}\n(min–max)`)],
    rows: sizes.map((size) => [
      size.toLocaleString('en-US'),
      ...lines.map(({ summary }) => spreadText(summary.points.find((point) => point.size === size)?.value)),
    ]),
  };
}

function plotOf(direction: Direction, measure: Measure, lines: readonly SummaryLine[]): string | undefined {
  const drawn: Chart['lines'] = lines.flatMap(({ title, summary }) => {
    const points = summary.points.filter(({ value }) => value.min > 0).map(({ size, value }) => ({ x: size, y: value }));
    return points.length > 0 ? [{ title, points }] : [];
  });
  if (drawn.length === 0) return undefined;
  return renderChart({ title: `${measure.title} by ${direction.title.toLowerCase()}`, xTitle: direction.axis, yTitle: `${measure.title.toLowerCase()}, ${measure.unit}`.replace(/^cpu/, 'CPU'), lines: drawn });
}

/** Three digits that count, whatever the size. */
function precise(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

const FUNCTIONS_SHOWN = 8;

/** Where the time goes, for one series of one direction. */
export function profileTable({ series, direction, sizes: [smallest, largest], functions }: GrowthProfile): Table {
  const of = DIRECTIONS.find(({ name }) => name === direction);
  const title = of?.series.find(({ name }) => name === series)?.title ?? series;
  const total = (pick: (one: FunctionGrowth) => number) => functions.reduce((sum, one) => sum + pick(one), 0);
  const [few, many] = [total(({ smallestMs }) => smallestMs), total(({ largestMs }) => largestMs)];
  return {
    title: `${of?.title ?? direction}, ${title}`,
    header: ['function', `µs of a request, ${smallest.toLocaleString('en-US')}`, `µs of a request, ${largest.toLocaleString('en-US')}`, 'share of what it grows by'],
    rows: [...functions]
      .sort((left, right) => (right.largestMs - right.smallestMs) - (left.largestMs - left.smallestMs))
      .slice(0, FUNCTIONS_SHOWN)
      .map(({ name, smallestMs, largestMs }) => [
        `\`${name}\``, figure(smallestMs * 1000), figure(largestMs * 1000), many > few ? `${((largestMs - smallestMs) / (many - few) * 100).toFixed(0)} %` : NONE,
      ]),
  };
}
