import { applyMetricFilter, MetricFilterProperties, parsePattern } from './metric-filter';

/** The event of AWS's page on the syntax, shortened. */
const EVENT = {
  eventType: 'UpdateTrail', sourceIPAddress: '111.111.111.111', bandwidth: 24, requestParameters: { 'instance-type': 'm3.large' }, SomeObject: null, objectList: [{ id: 1 }],
};
const holds = (pattern: string) => parsePattern(pattern).every((test) => test(EVENT));

test.each([
  '{ $.eventType = "UpdateTrail" }', '{ $.eventType = "*" }', '{ $.sourceIPAddress = "111.111.*" }', '{ $.sourceIPAddress != "123.123.*" }', '{ $.bandwidth = 24 }',
  '{ $.bandwidth >= 24 }', '{ $.bandwidth = * }', '{ $.SomeOtherObject NOT EXISTS }', '{ $.requestParameters.instance-type = "m3*" }',
  '{ ($.eventType = "UpdateTrail") && ($.bandwidth > 20) }',
])('%s holds', (pattern) => expect(holds(pattern)).toBe(true));

test.each([
  '{ $.eventType = "Update" }', '{ $.sourceIPAddress = "111x111*" }', '{ $.missing = "*" }', '{ $.missing != "x" }', '{ $.missing = * }', '{ $.bandwidth < 24 }',
  '{ $.eventType NOT EXISTS }', '{ ($.eventType = "UpdateTrail") && ($.bandwidth > 30) }', '{ $.requestParameters = "*" }',
])('%s does not hold', (pattern) => expect(holds(pattern)).toBe(false));

test.each(['$.eventType = "x"', '{ $.a = "x" || $.b = "y" }', '{ eventType = "x" }', '{ $.a IS NULL }', '{ $.a ~ 1 }'])('%s is not understood', (pattern) => {
  expect(() => holds(pattern)).toThrow();
});

describe('publishes', () => {
  const filter = (value: string, field: string, pattern = `{ ($.bandwidth = *) && (${field} = "*") }`): MetricFilterProperties => ({
    FilterPattern: pattern,
    MetricTransformations: [{ MetricNamespace: 'N', MetricName: 'M', MetricValue: value, Dimensions: [{ Key: 'Type', Value: field }] }],
  });
  const published = (properties: MetricFilterProperties) => applyMetricFilter(properties, JSON.stringify(EVENT));

  test('a number of the event, or one for each', () => {
    expect(published(filter('$.bandwidth', '$.eventType'))).toEqual([{ namespace: 'N', name: 'M', dimensions: { Type: 'UpdateTrail' }, value: 24 }]);
    expect(published(filter('1', '$.eventType'))).toMatchObject([{ value: 1 }]);
  });

  test('nothing without the field of a dimension, and never one that is not in the pattern', () => {
    expect(published(filter('1', '$.missing'))).toEqual([]);
    expect(() => published(filter('1', '$.eventType', '{ $.bandwidth = * }'))).toThrow('uses $.eventType');
  });
});
