import { IncomingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import { awsError } from '../../../../lambda/adapters/aws/aws-error';

const NOW = Date.parse('2026-11-20T12:00:00Z');

function error(status: number, headers: IncomingHttpHeaders, body: unknown) {
  return awsError(status, headers, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), NOW);
}

describe('the name of an error', () => {
  test.each([
    ['ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/', 'ThrottlingException'],
    ['com.amazonaws.bedrock#ValidationException', 'ValidationException'],
    ['aws#AccessDeniedException:http://x/,other', 'AccessDeniedException'],
    ['FTUFormNotFilled', 'FTUFormNotFilled'],
  ])('is read from the header %p', (header, code) => {
    expect(error(400, { 'x-amzn-errortype': header }, { __type: 'Other' }).code).toBe(code);
  });

  test.each([
    [{ __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' }, 'ProvisionedThroughputExceededException'],
    [{ code: 'serviceUnavailableException' }, 'ServiceUnavailableException'],
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'OverloadedError'],
  ])('is read from the body %p', (body, code) => {
    expect(error(500, {}, body).code).toBe(code);
  });

  test('is made from the status when the answer has none', () => {
    expect(error(529, {}, 'busy').code).toBe('OverloadedError');
    expect(error(502, { 'x-amzn-errortype': '' }, '<html>').code).toBe('HttpStatus502');
  });
});

describe('the message of an error', () => {
  test.each([
    [{ message: 'Too many tokens' }, 'Too many tokens'],
    [{ Message: 'Denied' }, 'Denied'],
    [{ error: { message: 'Overloaded' } }, 'Overloaded'],
    ['<html>secret page</html>', 'the service answered with status 500 and no message'],
    ['[1]', 'the service answered with status 500 and no message'],
    ['null', 'the service answered with status 500 and no message'],
    [{ message: 5 }, 'the service answered with status 500 and no message'],
  ])('of %p is %p', (body, message) => {
    expect(error(500, {}, body).message).toBe(message);
  });

  test('is cut when it is very long', () => {
    expect(error(400, {}, { message: 'x'.repeat(10_000) }).message).toHaveLength(2_000);
  });
});

describe('the details of an error', () => {
  test('hold the status that a model answered with', () => {
    expect(error(424, {}, { message: 'm', originalStatusCode: 503 })).toMatchObject({ status: 424, details: { originalStatusCode: 503 } });
    expect(error(424, {}, { originalStatusCode: '503' }).details).toEqual({});
  });

  test.each([
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:07 GMT' }, 7_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'x-amz-retry-after': '1500', 'retry-after': '9' }, 1_500],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'x-amz-retry-after': '-1' }, undefined],
    [{}, undefined],
  ])('turn %p into %p milliseconds', (headers, retryAfterMs) => {
    expect(error(429, headers, {}).details.retryAfterMs).toBe(retryAfterMs);
  });

  test('hold the id of the request', () => {
    expect(error(429, { 'x-amzn-requestid': 'a' }, {}).details.requestId).toBe('a');
    expect(error(429, { 'x-amz-request-id': 'b' }, {}).details.requestId).toBe('b');
  });
});

test('any bytes give an error with a name and a message', () => {
  fc.assert(fc.property(fc.uint8Array(), fc.integer({ min: 300, max: 599 }), (body, status) => {
    const { code, message } = awsError(status, {}, body, NOW);
    expect(code).not.toBe('');
    expect(message).not.toBe('');
  }));
  fc.assert(fc.property(fc.json(), (body) => {
    expect(error(400, {}, body).code).not.toBe('');
  }));
});
