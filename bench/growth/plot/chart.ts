import { LogScale, logScale } from './log-scale';
import { Spread } from '../../method/statistics';

/** Lines over two logarithmic axes, each in the band between its smallest and largest values. */
export interface Chart {
  readonly title: string;
  /** With the unit. */
  readonly xTitle: string;
  readonly yTitle: string;
  /** At least one, each with at least one point. */
  readonly lines: readonly ChartLine[];
}

export interface ChartLine {
  readonly title: string;
  /** In rising order of x; everything above 0. */
  readonly points: readonly { readonly x: number; readonly y: Spread }[];
}

const WIDTH = 720;
const LEGEND_ROW = 20;
const LEGEND_GAP = 10;
const HEIGHT = 380;
const LEFT = 72;
const RIGHT = 24;
const TOP = 52;
const BOTTOM = 56;

/** Differences of less than this factor are mostly those between rounds. */
const LEAST_Y_FACTOR = 10;

/** Told apart by colour-blind readers too (Okabe and Ito), on light and on dark ground; every line has marks of its own besides. */
const COLOURS = [['#0072b2', '#56b4e9'], ['#b34f00', '#e69f00'], ['#00795a', '#2bc79a'], ['#a0487f', '#e29bc8']] as const;
const DASHES = ['', '7 4', '2 3', '10 3 2 3'] as const;

/** An image of its own: no script, no font and nothing from elsewhere. Follows the reader's choice of light or dark. */
export function renderChart({ title, xTitle, yTitle, lines }: Chart): string {
  if (lines.length > COLOURS.length) throw new RangeError(`a chart has at most ${COLOURS.length} lines, not ${lines.length}`);
  const points = lines.flatMap((line) => line.points);
  const height = HEIGHT + LEGEND_GAP + LEGEND_ROW * lines.length;
  const x = logScale(points.map((point) => point.x), LEFT, WIDTH - RIGHT);
  const y = logScale(points.flatMap((point) => [point.y.min, point.y.max]), HEIGHT - BOTTOM, TOP, LEAST_Y_FACTOR);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${text(`${title}: ${yTitle} against ${xTitle}`)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>`,
    `<text class="head" x="${LEFT}" y="26">${text(title)}</text>`,
    ...gridOf(x, y),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 14}" text-anchor="middle">${text(xTitle)}</text>`,
    `<text transform="translate(18 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${text(yTitle)}</text>`,
    ...lines.flatMap((line, index) => lineOf(line, index, x, y)),
    ...lines.map((line, index) => legendOf(line, index)),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = [
  'text{font:13px system-ui,sans-serif;fill:#24292f}.head{font-weight:600;font-size:15px}.ground{fill:#fff}',
  '.grid{stroke:#d0d7de;stroke-width:1}.line{fill:none;stroke-width:2}.band{opacity:.18}',
  ...COLOURS.map(([light], index) => `.s${index}{stroke:${light}}.f${index}{fill:${light}}`),
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ground{fill:#0d1117}.grid{stroke:#30363d}',
  ...COLOURS.map(([, dark], index) => `.s${index}{stroke:${dark}}.f${index}{fill:${dark}}`),
  '}',
].join('');

function gridOf(x: LogScale, y: LogScale): readonly string[] {
  return [
    ...x.ticks.flatMap((tick) => {
      const at = rounded(x.place(tick));
      return [
        `<line class="grid" x1="${at}" y1="${TOP}" x2="${at}" y2="${HEIGHT - BOTTOM}"/>`,
        `<text x="${at}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${tickText(tick)}</text>`,
      ];
    }),
    ...y.ticks.flatMap((tick) => {
      const at = rounded(y.place(tick));
      return [
        `<line class="grid" x1="${LEFT}" y1="${at}" x2="${WIDTH - RIGHT}" y2="${at}"/>`,
        `<text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${tickText(tick)}</text>`,
      ];
    }),
  ];
}

function lineOf({ points }: ChartLine, index: number, x: LogScale, y: LogScale): readonly string[] {
  const at = (point: ChartLine['points'][number], value: number) => `${rounded(x.place(point.x))},${rounded(y.place(value))}`;
  const band = [...points.map((point) => at(point, point.y.max)), ...[...points].reverse().map((point) => at(point, point.y.min))];
  return [
    `<polygon class="band f${index}" points="${band.join(' ')}"/>`,
    `<polyline class="line s${index}"${dashed(index)} points="${points.map((point) => at(point, point.y.median)).join(' ')}"/>`,
    ...points.map((point) => markOf(index, rounded(x.place(point.x)), rounded(y.place(point.y.median)))),
  ];
}

function legendOf({ title }: ChartLine, index: number): string {
  const at = HEIGHT + LEGEND_GAP + LEGEND_ROW * index;
  return `<line class="line s${index}"${dashed(index)} x1="${LEFT}" y1="${at}" x2="${LEFT + 36}" y2="${at}"/>`
    + `${markOf(index, LEFT + 18, at)}<text x="${LEFT + 46}" y="${at + 4}">${text(title)}</text>`;
}

function dashed(index: number): string {
  return DASHES[index] === '' ? '' : ` stroke-dasharray="${DASHES[index]}"`;
}

/** A circle, a square, a triangle or a diamond. */
function markOf(index: number, x: number, y: number): string {
  if (index === 0) return `<circle class="f0" cx="${x}" cy="${y}" r="4"/>`;
  const corners = [[], [[-4, -4], [4, -4], [4, 4], [-4, 4]], [[0, -5], [5, 4], [-5, 4]], [[0, -5], [5, 0], [0, 5], [-5, 0]]][index];
  return `<polygon class="f${index}" points="${corners.map(([dx, dy]) => `${rounded(x + dx)},${rounded(y + dy)}`).join(' ')}"/>`;
}

function tickText(value: number): string {
  return value >= 1 ? value.toLocaleString('en-US') : String(value);
}

/** A tenth of a pixel is more than anybody sees. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function text(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
