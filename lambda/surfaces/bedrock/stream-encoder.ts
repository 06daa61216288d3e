import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { ErrorReason, GatewayError } from '../../core/gateway-error';
import { ModelEvent } from '../../core/model-answer';
import { utf8 } from '../shared/answers';
import { ServedBy, StreamEncoder } from '../surface';
import { messageOf } from './error-shape';

/** The exceptions that a stream can carry, and InvokeModelWithResponseStream alone the last of them. */
type StreamException =
  | 'internalServerException'
  | 'modelStreamErrorException'
  | 'validationException'
  | 'throttlingException'
  | 'serviceUnavailableException'
  | 'modelTimeoutException';

type ExceptionOfReason = { readonly [reason in ErrorReason]?: StreamException };

/** ConverseStream has no event for a timeout: what the reader sees is a model that stopped speaking. */
const STREAM_EXCEPTION_OF_REASON: ExceptionOfReason = {
  invalidRequest: 'validationException',
  quotaNeverFits: 'validationException',
  quotaExceeded: 'throttlingException',
  throttled: 'throttlingException',
  unavailable: 'serviceUnavailableException',
  timedOut: 'modelStreamErrorException',
  modelFailed: 'modelStreamErrorException',
  brokenStream: 'modelStreamErrorException',
};

const CHUNK_EXCEPTION_OF_REASON: ExceptionOfReason = { ...STREAM_EXCEPTION_OF_REASON, timedOut: 'modelTimeoutException' };

const NOTHING = new Uint8Array(0);
const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** Passes the frames of ConverseStream on, byte for byte. */
export function frameEncoder(served: ServedBy): StreamEncoder {
  return encoderOf(served, {}, STREAM_EXCEPTION_OF_REASON);
}

/** Passes the frames of InvokeModelWithResponseStream on, byte for byte. */
export function chunkEncoder(served: ServedBy): StreamEncoder {
  return encoderOf(served, { 'x-amzn-bedrock-content-type': 'application/json', ...served.upstream }, CHUNK_EXCEPTION_OF_REASON);
}

function encoderOf(served: ServedBy, headers: Readonly<Record<string, string>>, exceptions: ExceptionOfReason): StreamEncoder {
  return {
    headers: { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': served.requestId, ...headers },
    encode: (event: ModelEvent) => event.frame,
    end: () => NOTHING,
    fail: (error) => exceptionFrame(error, exceptions),
  };
}

function exceptionFrame(error: GatewayError, exceptions: ExceptionOfReason): Uint8Array {
  return codec.encode({
    headers: {
      ':message-type': { type: 'string', value: 'exception' },
      ':exception-type': { type: 'string', value: exceptions[error.reason] ?? 'internalServerException' },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: utf8(JSON.stringify({ message: messageOf(error) })),
  });
}
