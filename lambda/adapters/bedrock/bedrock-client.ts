import { IncomingHttpHeaders } from 'node:http';
import { callOf, countCallOf } from './call-of';
import { decodeChunk } from './decode-chunk';
import { decodeEvent } from './decode-event';
import { parseAnswer } from './parse-answer';
import { parseCount } from './parse-count';
import { parseInvokeAnswer } from './parse-invoke-answer';
import { readFrames } from './read-frames';
import { servedHeaders } from './served-headers';
import { ModelEvent } from '../../core/model-answer';
import { Clock, CountCall, ModelCall, ModelClient } from '../../core/ports';
import { UpstreamError } from '../../core/upstream-error';
import { awsError, requestIdOf } from '../aws/aws-error';
import { AwsStreamResponse, AwsTransport } from '../aws/aws-transport';
import { AssumableRole } from '../aws/credentials';

/** Told when Bedrock refuses credentials that should still be valid. */
export type SessionEnded = (role: AssumableRole | undefined) => void;

const SESSION_ENDED = ['ExpiredTokenException', 'UnrecognizedClientException'];

/**
 * Calls Bedrock's Converse and InvokeModel, streamed or not, and CountTokens. Fields that this code does not know are kept in
 * requests, and answers pass through as bytes.
 */
export function createBedrockClient(transport: AwsTransport, clock: Clock, onSessionEnded: SessionEnded = () => undefined): ModelClient {
  const failure = (call: ModelCall | CountCall, status: number, headers: IncomingHttpHeaders, body: Uint8Array): UpstreamError => {
    const error = awsError(status, headers, body, clock.now());
    if (SESSION_ENDED.includes(error.code)) onSessionEnded(call.target.role);
    return error;
  };

  return {
    async complete(call) {
      const { status, headers, body } = await transport.post(callOf(call, false));
      if (!isSuccess(status)) throw failure(call, status, headers, body);
      const { request } = call;
      return request.kind === 'converse' ? parseAnswer(body, requestIdOf(headers)) : parseInvokeAnswer(body, headers, request.body.vectors);
    },

    async countTokens(call) {
      const { status, headers, body } = await transport.post(countCallOf(call));
      if (!isSuccess(status)) throw failure(call, status, headers, body);
      return parseCount(body);
    },

    async stream(call) {
      const response = await transport.open(callOf(call, true));
      if (!isSuccess(response.status)) throw failure(call, response.status, response.headers, await response.read());
      return call.request.kind === 'converse'
        ? eventsOf(response, decodeEvent)
        : { ...eventsOf(response, decodeChunk), headers: servedHeaders(response.headers) };
    },
  };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

type Decode = (frame: Uint8Array) => ModelEvent;

/** However its reading ends, the connection is closed, unless the answer has been read to its end. */
function eventsOf(response: AwsStreamResponse, decode: Decode): AsyncIterable<ModelEvent> {
  return {
    [Symbol.asyncIterator]() {
      const frames = readFrames(response.pieces());
      let over = false;
      const close = () => {
        over = true;
        response.destroy();
      };
      return {
        async next() {
          if (over) return { done: true, value: undefined };
          try {
            const { done, value } = await frames.next();
            if (!done) return { done: false, value: decode(value) };
            over = true;
            return { done: true, value: undefined };
          } catch (error) {
            close();
            throw error;
          }
        },
        async return() {
          close();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
