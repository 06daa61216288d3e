import * as fc from 'fast-check';
import { ErrorReason, GatewayError } from '../../../../lambda/core/gateway-error';
import { bedrockSurface } from '../../../../lambda/surfaces/bedrock/surface';
import { codec, converseEvent, httpRequest, parsedCall, REASONS, SERVED, text, USAGE } from '../support';

const encoder = parsedCall(bedrockSurface, httpRequest('POST', '/model/claude/converse-stream', {
  messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
})).stream(SERVED);

const EXCEPTIONS: Readonly<Record<ErrorReason, string>> = {
  invalidRequest: 'validationException',
  unauthenticated: 'internalServerException',
  forbidden: 'internalServerException',
  unknownRoute: 'internalServerException',
  notFound: 'internalServerException',
  methodNotAllowed: 'internalServerException',
  unsupportedMediaType: 'internalServerException',
  payloadTooLarge: 'internalServerException',
  quotaExceeded: 'throttlingException',
  quotaNeverFits: 'validationException',
  throttled: 'throttlingException',
  unavailable: 'serviceUnavailableException',
  timedOut: 'modelStreamErrorException',
  modelFailed: 'modelStreamErrorException',
  brokenStream: 'modelStreamErrorException',
  internal: 'internalServerException',
};

test('the headers are those of AWS event streams, and the request can be found again by its id', () => {
  expect(encoder.headers).toEqual({ 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': 'request-1' });
});

test('every event is passed on as the frame that came', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('contentBlockDelta', 'metadata', 'somethingNew'), (said, type) => {
    const event = converseEvent(type, { said });
    expect(encoder.encode(event)).toBe(event.frame);
  }));
});

test('nothing is added at the end', () => {
  expect(encoder.end(USAGE)).toHaveLength(0);
});

test.each(REASONS)('a failure because of %s is an exception frame', (reason) => {
  const { headers, body } = codec.decode(encoder.fail(new GatewayError(reason, 'it broke: 💥')));
  expect(headers[':message-type']?.value).toBe('exception');
  expect(headers[':exception-type']?.value).toBe(EXCEPTIONS[reason]);
  expect(headers[':content-type']?.value).toBe('application/json');
  expect(JSON.parse(text(body)).message).toEqual(reason === 'unauthenticated' ? expect.any(String) : 'it broke: 💥');
});
