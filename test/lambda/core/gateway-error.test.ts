import { GatewayError, isGatewayError, STATUS_OF_REASON } from '../../../lambda/core/gateway-error';
import { isUpstreamError, UpstreamError } from '../../../lambda/core/upstream-error';

describe('a gateway error', () => {
  it('has the status of its reason', () => {
    expect(new GatewayError('quotaExceeded', 'slow down').status).toBe(429);
    expect(new GatewayError('timedOut', 'too late').status).toBe(504);
  });

  it('never ends a request with the status of a success', () => {
    for (const status of Object.values(STATUS_OF_REASON)) expect(status).toBeGreaterThanOrEqual(400);
  });

  it('is told from other errors by its name, also when its class comes from another bundle', () => {
    expect(isGatewayError(new GatewayError('internal', 'x'))).toBe(true);
    expect(isGatewayError(Object.assign(new Error('x'), { name: 'GatewayError', reason: 'internal' }))).toBe(true);
    expect(isGatewayError(new UpstreamError('ValidationException', 400, 'x'))).toBe(false);
    expect(isGatewayError({ name: 'GatewayError', reason: 'internal' })).toBe(false);
  });
});

describe('an upstream error', () => {
  it('is told from other errors by its name, also when its class comes from another bundle', () => {
    expect(isUpstreamError(new UpstreamError('ConnectionError', undefined, 'x'))).toBe(true);
    expect(isUpstreamError(Object.assign(new Error('x'), { name: 'UpstreamError', code: 'ConnectionError' }))).toBe(true);
    expect(isUpstreamError(new GatewayError('internal', 'x'))).toBe(false);
    expect(isUpstreamError(undefined)).toBe(false);
  });
});
