import { readTraceHeader } from '../../../../lambda/adapters/telemetry/trace-header';

test('a request that is traced belongs to a trace and a segment', () => {
  expect(readTraceHeader('Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:0'))
    .toEqual({ traceId: '1-5759e988-bd862e3fe1be46a994272793', parentId: '53995c3f42cd8ad8' });
});

test.each([
  undefined, '', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8',
  'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1', 'Parent=53995c3f42cd8ad8;Sampled=1', ';;=;Root',
])('%j is not traced', (header) => {
  expect(readTraceHeader(header)).toBeUndefined();
});
