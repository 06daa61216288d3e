import { parseServiceFault } from '../../../local/control/service-fault';

describe('a fault of DynamoDB or STS', () => {
  test.each([
    [{ kind: 'error', name: 'ThrottlingException', status: 400, count: 2 }],
    [{ kind: 'latency', ms: 50, operation: 'UpdateItem' }],
    [{ kind: 'drop', when: 'after', forMs: 1_000 }],
  ])('%j is taken as it is', (fault) => {
    expect(parseServiceFault(fault, ['operation'])).toEqual(fault);
  });

  test.each([
    [[], /must be a JSON object/],
    [{}, /kind must be "error", "latency" or "drop", received nothing/],
    [{ kind: 'flood' }, /received "flood"/],
    [{ kind: 'error', status: 400 }, /name must be the name of an error/],
    [{ kind: 'error', name: 'X', status: 200 }, /status must be an HTTP status from 400 to 599, received 200/],
    [{ kind: 'latency' }, /ms must be a whole number of milliseconds above 0/],
    [{ kind: 'drop', count: -1 }, /count must be a whole number above 0, received -1/],
    [{ kind: 'drop', when: 'during' }, /when must be "before" or "after"/],
    [{ kind: 'drop', operations: 'x' }, /unknown field "operations"; a fault has: .*operation/],
  ])('%j is refused', (fault, message) => {
    expect(() => parseServiceFault(fault, ['operation'])).toThrow(message);
  });
});
