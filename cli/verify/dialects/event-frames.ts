import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';

export interface Frame {
  /** Of the event, or of the exception. */
  readonly type: string;
  readonly exception: boolean;
  readonly payload: unknown;
}

export interface Frames {
  readonly frames: readonly Frame[];
  /** Every byte belonged to a frame whose checksums are right. */
  readonly whole: boolean;
}

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const SMALLEST_FRAME = 16;

/** `application/vnd.amazon.eventstream`. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html */
export function readEventFrames(bytes: Uint8Array): Frames {
  const frames: Frame[] = [];
  let rest = bytes;
  try {
    while (rest.length > 0) {
      const length = rest.length < SMALLEST_FRAME ? 0 : new DataView(rest.buffer, rest.byteOffset).getUint32(0);
      if (length < SMALLEST_FRAME || length > rest.length) return { frames, whole: false };
      const { body, headers } = codec.decode(rest.subarray(0, length));
      const header = (name: string) => String(headers[name]?.value ?? '');
      const exception = header(':message-type') !== 'event';
      frames.push({ type: header(exception ? ':exception-type' : ':event-type'), exception, payload: JSON.parse(toUtf8(body)) });
      rest = rest.subarray(length);
    }
  } catch {
    return { frames, whole: false };
  }
  return { frames, whole: true };
}
