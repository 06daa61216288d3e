import { UpstreamError } from '../../core/upstream-error';

/** Total length, length of the headers, checksum of both. */
const PRELUDE_BYTES = 12;

/** The prelude and the checksum at the end. */
const SMALLEST_FRAME = PRELUDE_BYTES + 4;

/** Far above the 16 MB that the format allows a payload. */
const LARGEST_FRAME = 24 * 1024 * 1024;

/** The format's own limit. */
const LARGEST_HEADERS = 128 * 1024;

/**
 * Cuts a byte stream into event-stream frames, wherever the pieces begin and end. Checks lengths, not checksums.
 * A frame that lies within one piece is a view of it, not a copy.
 * Source: https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream
 * @throws UpstreamError `MalformedFrame` for an impossible length, `ConnectionError` when the bytes end inside a frame
 */
export function readFrames(pieces: AsyncIterator<Uint8Array, undefined>): AsyncIterator<Uint8Array, undefined> {
  let parts: Uint8Array[] = [];
  let buffered = 0;
  let needed = PRELUDE_BYTES;

  /** @returns undefined when no whole frame has come yet */
  const take = (): Uint8Array | undefined => {
    if (buffered < needed) return undefined;
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts, buffered);
    const total = frameLength(bytes);
    if (bytes.length < total) {
      parts = [bytes];
      needed = total;
      return undefined;
    }
    const rest = bytes.subarray(total);
    parts = rest.length === 0 ? [] : [rest];
    buffered = rest.length;
    needed = PRELUDE_BYTES;
    return bytes.subarray(0, total);
  };

  return {
    async next() {
      for (let frame = take(); ; frame = take()) {
        if (frame) return { done: false, value: frame };
        const { done, value } = await pieces.next();
        if (!done) {
          parts.push(value);
          buffered += value.length;
        } else if (buffered > 0) {
          throw new UpstreamError('ConnectionError', undefined, `the stream ended inside a frame: ${buffered} bytes of at least ${needed}`);
        } else {
          return { done: true, value: undefined };
        }
      }
    },
  };
}

/** The length of the frame that starts here, from its prelude. */
function frameLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, PRELUDE_BYTES);
  const total = view.getUint32(0);
  const headers = view.getUint32(4);
  if (total < SMALLEST_FRAME || total > LARGEST_FRAME || headers > LARGEST_HEADERS || headers > total - SMALLEST_FRAME) {
    throw new UpstreamError('MalformedFrame', undefined, `no frame has a length of ${total} bytes with ${headers} bytes of headers`);
  }
  return total;
}
