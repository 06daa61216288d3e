import { ErrorReason, GatewayError } from '../../../../lambda/core/gateway-error';
import { bedrockSurface } from '../../../../lambda/surfaces/bedrock/surface';
import { json, REASONS } from '../support';

const EXPECTED: readonly (readonly [ErrorReason, number, string])[] = [
  ['invalidRequest', 400, 'ValidationException'],
  ['unauthenticated', 401, 'UnrecognizedClientException'],
  ['forbidden', 403, 'AccessDeniedException'],
  ['unknownRoute', 404, 'ResourceNotFoundException'],
  ['notFound', 404, 'UnknownOperationException'],
  ['methodNotAllowed', 405, 'UnknownOperationException'],
  ['unsupportedMediaType', 415, 'UnsupportedMediaTypeException'],
  ['payloadTooLarge', 413, 'ValidationException'],
  ['quotaExceeded', 429, 'ThrottlingException'],
  ['quotaNeverFits', 400, 'ValidationException'],
  ['throttled', 429, 'ThrottlingException'],
  ['unavailable', 503, 'ServiceUnavailableException'],
  ['timedOut', 504, 'ModelTimeoutException'],
  ['modelFailed', 424, 'ModelErrorException'],
  ['brokenStream', 502, 'ModelStreamErrorException'],
  ['internal', 500, 'InternalServerException'],
];

test('the table covers every reason', () => {
  expect(EXPECTED.map(([reason]) => reason).sort()).toEqual([...REASONS].sort());
});

test.each(EXPECTED)('%s is answered %d %s', (reason, status, name) => {
  const answer = bedrockSurface.error(new GatewayError(reason, 'the reason'), 'request-1');
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.headers['x-amzn-errortype']).toBe(name);
  expect(answer.headers['x-amzn-requestid']).toBe('request-1');
});

test('the message is the body', () => {
  expect(json(bedrockSurface.error(new GatewayError('forbidden', 'this route is not yours: 🚫'), 'request-1'))).toEqual({
    message: 'this route is not yours: 🚫',
  });
});

test('an unknown key is refused in the words of AWS', () => {
  expect(json(bedrockSurface.error(new GatewayError('unauthenticated', 'x'), 'request-1'))).toEqual({
    message: expect.stringContaining('The security token included in the request is invalid.'),
  });
});

test.each([
  ['quotaExceeded', 2001, '3', '2001'], ['throttled', 5, '1', '5'], ['unavailable', undefined, '1', '1000'],
  ['forbidden', undefined, undefined, undefined],
] as const)('%s with an estimate of %p ms has Retry-After %p, and %p for AWS SDKs', (reason, retryAfterMs, seconds, milliseconds) => {
  const { headers } = bedrockSurface.error(new GatewayError(reason, 'x', { retryAfterMs }), 'request-1');
  expect([headers['retry-after'], headers['x-amz-retry-after']]).toEqual([seconds, milliseconds]);
});
