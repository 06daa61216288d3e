import * as fc from 'fast-check';
import { parseEmbeddedMetrics } from '../../../local/sinks/embedded-metrics';

const directive = { Namespace: 'App', Dimensions: [['route', 'tenant'], ['route'], []], Metrics: [{ Name: 'Tokens', Unit: 'Count' }, { Name: 'Plain' }] };
const document = (fields: object = {}, ...directives: object[]) => JSON.stringify({
  _aws: { Timestamp: 1_700_000_000_000, CloudWatchMetrics: directives.length > 0 ? directives : [directive] },
  route: 'sonnet',
  tenant: 'acme',
  Tokens: 42,
  Plain: 1,
  ...fields,
});
const names = (line: string) => parseEmbeddedMetrics(line).map(({ name }) => name);

describe('a line in embedded metric format', () => {
  it('gives one value for each metric and set of dimensions', () => {
    const values = parseEmbeddedMetrics(document());
    expect(values.filter(({ name }) => name === 'Tokens')).toEqual([
      { timestamp: 1_700_000_000_000, namespace: 'App', name: 'Tokens', unit: 'Count', value: 42, dimensions: { route: 'sonnet', tenant: 'acme' } },
      { timestamp: 1_700_000_000_000, namespace: 'App', name: 'Tokens', unit: 'Count', value: 42, dimensions: { route: 'sonnet' } },
      { timestamp: 1_700_000_000_000, namespace: 'App', name: 'Tokens', unit: 'Count', value: 42, dimensions: {} },
    ]);
    expect(values.filter(({ name }) => name === 'Plain').map(({ unit }) => unit)).toEqual(['None', 'None', 'None']);
  });

  it('gives every value of a list, up to 100', () => {
    const only = { Namespace: 'App', Dimensions: [[]], Metrics: [{ Name: 'Tokens' }] };
    expect(parseEmbeddedMetrics(document({ Tokens: [1, 2] }, only)).map(({ value }) => value)).toEqual([1, 2]);
    expect(parseEmbeddedMetrics(document({ Tokens: new Array(101).fill(1) }, only))).toHaveLength(100);
  });

  it('may follow what the runtime puts before console output', () => {
    expect(names(`2026-01-01T00:00:00.000Z\t6f1c\tINFO\t${document()}`)).toHaveLength(6);
  });

  it('is not looked for inside a JSON log line', () => {
    expect(names(JSON.stringify({ level: 'INFO', message: document() }))).toEqual([]);
  });
});

describe('what breaks the rules yields nothing', () => {
  it.each([
    ['plain text', 'hello'],
    ['text that mentions "_aws"', 'see "_aws" for more'],
    ['a document without a timestamp', JSON.stringify({ _aws: { CloudWatchMetrics: [directive] }, Tokens: 1 })],
    ['a directive without a namespace', document({}, { Dimensions: [[]], Metrics: [{ Name: 'Tokens' }] })],
    ['a directive without dimensions', document({}, { Namespace: 'App', Metrics: [{ Name: 'Tokens' }] })],
    ['a metric without a name', document({}, { Namespace: 'App', Dimensions: [[]], Metrics: [{ Unit: 'Count' }] })],
    ['a value that is text', document({ Tokens: '42' }, { Namespace: 'App', Dimensions: [[]], Metrics: [{ Name: 'Tokens' }] })],
    ['a dimension that the document lacks', document({}, { Namespace: 'App', Dimensions: [['region']], Metrics: [{ Name: 'Tokens' }] })],
    ['a dimension that is a number', document({ route: 7 }, { Namespace: 'App', Dimensions: [['route']], Metrics: [{ Name: 'Tokens' }] })],
  ])('%s', (_title, line) => {
    expect(parseEmbeddedMetrics(line)).toEqual([]);
  });

  it('and nothing makes it throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const found = parseEmbeddedMetrics(JSON.stringify({ _aws: value, Tokens: 1 }));
      expect(found.every(({ value: number }) => Number.isFinite(number))).toBe(true);
    }));
  });
});
