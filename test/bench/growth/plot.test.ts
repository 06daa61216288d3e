import fc from 'fast-check';
import { Chart, renderChart } from '../../../bench/growth/plot/chart';
import { logScale } from '../../../bench/growth/plot/log-scale';

describe('a logarithmic axis', () => {
  test('puts equal factors at equal distances', () => {
    const { place } = logScale([1, 10_000], 0, 400);
    expect([1, 10, 100, 1_000, 10_000].map(place)).toEqual([0, 100, 200, 300, 400]);
  });

  test('runs upwards as well', () => {
    const { place } = logScale([1, 100], 300, 100);
    expect([place(1), place(10), place(100)]).toEqual([300, 200, 100]);
  });

  test('has a tick at every power of ten, and between them where these are few', () => {
    expect(logScale([1, 10_000], 0, 1).ticks).toEqual([1, 10, 100, 1_000, 10_000]);
    expect(logScale([0.02, 0.5], 0, 1).ticks).toEqual([0.02, 0.05, 0.1, 0.2, 0.5]);
  });

  test('is wide enough for small differences to look small', () => {
    const { place } = logScale([4, 5], 0, 100, 10);
    expect(place(5) - place(4)).toBeCloseTo(100 * Math.log10(5 / 4), 6);
    expect((place(4) + place(5)) / 2).toBeCloseTo(50, 6);
  });

  test('has all values on it, and ticks in rising order, whatever they are', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 10 }), (values) => {
      const { place, ticks } = logScale(values, 10, 90);
      for (const value of [...values, ...ticks]) {
        expect(place(value)).toBeGreaterThan(10 - 1e-6);
        expect(place(value)).toBeLessThan(90 + 1e-6);
      }
      expect([...ticks].sort((left, right) => left - right)).toEqual(ticks);
    }));
  });

  test.each([[[0, 1]], [[-1]], [[Infinity, 1]], [[]]])('refuses %j', (values) => {
    expect(() => logScale(values, 0, 1)).toThrow(RangeError);
  });
});

const CHART: Chart = {
  title: 'CPU & more',
  xTitle: 'targets',
  yTitle: 'CPU time, ms',
  lines: [
    { title: 'first <one>', points: [{ x: 1, y: { median: 2, min: 1, max: 4 } }, { x: 100, y: { median: 20, min: 10, max: 40 } }] },
    { title: 'second', points: [{ x: 1, y: { median: 3, min: 3, max: 3 } }, { x: 100, y: { median: 3, min: 3, max: 3 } }] },
  ],
};

describe('a chart', () => {
  const svg = renderChart(CHART);

  test('says what it shows, in words that cannot break it', () => {
    expect(svg).toContain('<title id="title">CPU &amp; more: CPU time, ms against targets</title>');
    for (const words of ['>CPU &amp; more<', '>targets<', '>CPU time, ms<', '>first &lt;one&gt;<', '>second<']) expect(svg).toContain(words);
  });

  test('has a band, a line and a mark for each value of every line', () => {
    expect(svg.match(/class="band /g)).toHaveLength(2);
    expect(svg.match(/<polyline class="line /g)).toHaveLength(2);
    // Two values and the legend.
    expect(svg.match(/<circle class="f0"/g)).toHaveLength(3);
    expect(svg.match(/<polygon class="f1"/g)).toHaveLength(3);
  });

  test('has each line inside its band', () => {
    const heights = (name: string) => (new RegExp(`class="${name}"[^>]* points="([^"]+)"`).exec(svg)?.[1] ?? '').split(' ').map((point) => Number(point.split(',')[1]));
    const [upperLeft, upperRight, lowerRight, lowerLeft] = heights('band f0');
    const [left, right] = heights('line s0');
    expect(upperLeft).toBeLessThan(left!);
    expect(left).toBeLessThan(lowerLeft!);
    expect(upperRight).toBeLessThan(right!);
    expect(right).toBeLessThan(lowerRight!);
  });

  test('has colours for light and for dark, and nothing that is not in it', () => {
    expect(svg).toContain('@media(prefers-color-scheme:dark)');
    expect(svg).not.toMatch(/<script|<image|href|url\(/);
  });

  test('has no more lines than can be told apart', () => {
    const lines = Array.from({ length: 5 }, () => CHART.lines[0]!);
    expect(() => renderChart({ ...CHART, lines })).toThrow(new RangeError('a chart has at most 4 lines, not 5'));
  });
});
