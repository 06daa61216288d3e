import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { ConverseEvent } from '../../core/converse';
import { ErrorReason, GatewayError } from '../../core/gateway-error';
import { utf8 } from '../shared/answers';
import { ServedBy, StreamEncoder } from '../surface';
import { messageOf } from './error-shape';

/** The five exceptions that the ConverseStream output can carry. */
type StreamException =
  | 'internalServerException'
  | 'modelStreamErrorException'
  | 'validationException'
  | 'throttlingException'
  | 'serviceUnavailableException';

/** The stream has no event for a timeout: what the reader sees is a model that stopped speaking. */
const STREAM_EXCEPTION_OF_REASON: { readonly [reason in ErrorReason]?: StreamException } = {
  invalidRequest: 'validationException',
  quotaNeverFits: 'validationException',
  quotaExceeded: 'throttlingException',
  throttled: 'throttlingException',
  unavailable: 'serviceUnavailableException',
  timedOut: 'modelStreamErrorException',
  modelFailed: 'modelStreamErrorException',
  brokenStream: 'modelStreamErrorException',
};

const NOTHING = new Uint8Array(0);
const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** Passes Bedrock's own frames on, byte for byte. */
export function frameEncoder(served: ServedBy): StreamEncoder {
  return {
    headers: { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': served.requestId },
    encode: (event: ConverseEvent) => event.frame,
    end: () => NOTHING,
    fail: exceptionFrame,
  };
}

function exceptionFrame(error: GatewayError): Uint8Array {
  return codec.encode({
    headers: {
      ':message-type': { type: 'string', value: 'exception' },
      ':exception-type': { type: 'string', value: STREAM_EXCEPTION_OF_REASON[error.reason] ?? 'internalServerException' },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: utf8(JSON.stringify({ message: messageOf(error) })),
  });
}
