import * as fc from 'fast-check';
import { createMemorySinks } from '../../../local/sinks/memory-sinks';
import { LogLine, MetricDatum } from '../../../local/sinks/sinks';

const line = (overrides: Partial<LogLine> = {}): LogLine => ({ timestamp: 1, logGroup: 'group', logStream: 'stream', message: 'hello', ...overrides });
const datum = (overrides: Partial<MetricDatum> = {}): MetricDatum => (
  { timestamp: 1, namespace: 'App', name: 'Tokens', unit: 'Count', dimensions: { route: 'a' }, value: 1, ...overrides });

describe('log lines', () => {
  it('are found by group, stream, time and text', () => {
    const sinks = createMemorySinks();
    const lines = [line(), line({ logGroup: 'other' }), line({ logStream: 'second' }), line({ timestamp: 9 }), line({ message: 'bye' })];
    lines.forEach((entry) => sinks.log(entry));
    expect(sinks.lines()).toEqual(lines);
    expect(sinks.lines({ logGroup: 'other' })).toEqual([lines[1]]);
    expect(sinks.lines({ logStream: 'second' })).toEqual([lines[2]]);
    expect(sinks.lines({ since: 9 })).toEqual([lines[3]]);
    expect(sinks.lines({ containing: 'by' })).toEqual([lines[4]]);
  });

  it('reach the tail as they arrive', () => {
    const seen: LogLine[] = [];
    const sinks = createMemorySinks({ onLog: (entry) => seen.push(entry) });
    sinks.log(line());
    expect(seen).toEqual([line()]);
  });

  it('are kept up to the bound, the newest in their order', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.string(), { maxLength: 30 }), (maxLogLines, messages) => {
      const sinks = createMemorySinks({ maxLogLines });
      messages.forEach((message) => sinks.log(line({ message })));
      expect(sinks.lines().map(({ message }) => message)).toEqual(messages.slice(-maxLogLines));
    }));
  });
});

describe('metric values', () => {
  it('are summed by namespace, name and exact dimensions', () => {
    const sinks = createMemorySinks();
    [datum({ value: 2 }), datum({ value: 3 }), datum({ value: 10, dimensions: { route: 'a', tenant: 't' } }), datum({ value: 100, name: 'Cost' }), datum({ value: 1000, namespace: 'Other' })]
      .forEach((value) => sinks.metric(value));
    expect(sinks.sum({ namespace: 'App', name: 'Tokens', dimensions: { route: 'a' } })).toBe(5);
    expect(sinks.sum({ namespace: 'App', name: 'Tokens' })).toBe(15);
    expect(sinks.sum({ name: 'nothing' })).toBe(0);
  });

  it('can be limited to a time and watched', () => {
    const seen: MetricDatum[] = [];
    const sinks = createMemorySinks({ onMetric: (value) => seen.push(value) });
    sinks.metric(datum({ timestamp: 1 }));
    sinks.metric(datum({ timestamp: 2 }));
    expect(sinks.metrics({ since: 2 })).toEqual([datum({ timestamp: 2 })]);
    expect(seen).toHaveLength(2);
  });

  it('are kept up to the bound', () => {
    const sinks = createMemorySinks({ maxMetrics: 2 });
    [1, 2, 3].forEach((value) => sinks.metric(datum({ value })));
    expect(sinks.metrics().map(({ value }) => value)).toEqual([2, 3]);
  });

  it('are gone after clear()', () => {
    const sinks = createMemorySinks();
    sinks.metric(datum());
    sinks.log(line());
    sinks.clear();
    expect(sinks.metrics()).toEqual([]);
    expect(sinks.lines()).toEqual([]);
  });
});

it.each([0, -1, 1.5, NaN])('a bound of %p is refused', (bound) => {
  expect(() => createMemorySinks({ maxLogLines: bound })).toThrow(`maxLogLines must be a positive whole number, received ${bound}.`);
  expect(() => createMemorySinks({ maxMetrics: bound })).toThrow('maxMetrics must be a positive whole number');
});
