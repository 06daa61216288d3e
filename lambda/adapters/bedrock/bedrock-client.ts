import { IncomingHttpHeaders } from 'node:http';
import { decodeEvent } from './decode-event';
import { parseAnswer } from './parse-answer';
import { readFrames } from './read-frames';
import { serializeBody } from './serialized-body';
import { ConverseEvent } from '../../core/converse';
import { Clock, ModelCall, ModelClient } from '../../core/ports';
import { UpstreamError } from '../../core/upstream-error';
import { awsError, requestIdOf } from '../aws/aws-error';
import { AwsCall, AwsStreamResponse, AwsTransport } from '../aws/aws-transport';
import { AssumableRole } from '../aws/credentials';

/** Told when Bedrock refuses credentials that should still be valid. */
export type SessionEnded = (role: AssumableRole | undefined) => void;

const SESSION_ENDED = ['ExpiredTokenException', 'UnrecognizedClientException'];

/**
 * Calls Bedrock's Converse and ConverseStream. Request and answer pass through as bytes, so that fields which
 * this code does not know are kept.
 */
export function createBedrockClient(transport: AwsTransport, clock: Clock, onSessionEnded: SessionEnded = () => undefined): ModelClient {
  const failure = (call: ModelCall, status: number, headers: IncomingHttpHeaders, body: Uint8Array): UpstreamError => {
    const error = awsError(status, headers, body, clock.now());
    if (SESSION_ENDED.includes(error.code)) onSessionEnded(call.target.role);
    return error;
  };

  return {
    async converse(call) {
      const { status, headers, body } = await transport.post(callOf(call, 'converse', 'application/json'));
      if (!isSuccess(status)) throw failure(call, status, headers, body);
      return parseAnswer(body, requestIdOf(headers));
    },

    async converseStream(call) {
      const response = await transport.open(callOf(call, 'converse-stream', 'application/vnd.amazon.eventstream'));
      if (!isSuccess(response.status)) throw failure(call, response.status, response.headers, await response.read());
      return eventsOf(response);
    },
  };
}

function callOf({ target, body, signal }: ModelCall, operation: string, accept: string): AwsCall {
  return {
    service: 'bedrock',
    region: target.region,
    role: target.role,
    path: `/model/${encodeSegment(target.modelId)}/${operation}`,
    headers: { 'content-type': 'application/json', accept },
    payload: serializeBody(body),
    signal,
  };
}

/** Leaves only the unreserved characters of RFC 3986 as they are, as signatures expect it. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function eventsOf(response: AwsStreamResponse): AsyncIterable<ConverseEvent> {
  return {
    [Symbol.asyncIterator]() {
      const events = decodeEvents(response);
      return {
        next: () => events.next(),
        // A generator that was never started would end here without closing anything.
        return: () => {
          response.destroy();
          return events.return();
        },
      };
    },
  };
}

async function* decodeEvents(response: AwsStreamResponse): AsyncGenerator<ConverseEvent, void, undefined> {
  // However this loop is left, the connection is closed unless the answer has been read to its end.
  for await (const frame of readFrames(response.chunks())) yield decodeEvent(frame);
}
