import { converseStream, invokeStream, StreamedAnswer } from './answers';
import { Speech } from './speech';

/** The operations of the mock upstream, as the last segment of their paths. */
export const OPERATIONS = ['converse', 'converse-stream', 'invoke-with-response-stream'] as const;
export type Operation = (typeof OPERATIONS)[number];
export type StreamOperation = Exclude<Operation, 'converse'>;

export const STREAMS: { readonly [operation in StreamOperation]: (speech: Speech) => StreamedAnswer } = {
  'converse-stream': converseStream,
  'invoke-with-response-stream': invokeStream,
};
