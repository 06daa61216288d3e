import { Crc32 } from '@smithy/core/checksum';
import { HeaderMarshaller } from '@smithy/core/event-streams';
import { MessageHeaders } from '@smithy/types';

/** The parts of a frame, as views of it. */
export interface FrameParts {
  readonly headers: MessageHeaders;
  readonly payload: Uint8Array;
}

/** Total length and length of the headers, each of four bytes; their checksum follows. */
const LENGTHS_BYTES = 8;
const CHECKSUM_BYTES = 4;
const PRELUDE_BYTES = LENGTHS_BYTES + CHECKSUM_BYTES;

/** Headers of more bytes are none of those that come again and again. */
const LONGEST_REMEMBERED = 512;
const MOST_REMEMBERED = 64;

/** Every event of a kind has the same headers, so that most of reading a frame would be reading them once more. */
const remembered = new Map<string, MessageHeaders>();

const marshaller = new HeaderMarshaller(
  (bytes) => typeof bytes === 'string' ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/**
 * Takes one whole frame apart. Both checksums are verified.
 * Source: https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream
 * @throws Error for one that contradicts itself
 */
export function splitFrame({ buffer, byteOffset, byteLength }: Uint8Array): FrameParts {
  if (byteLength < PRELUDE_BYTES + CHECKSUM_BYTES) throw new Error(`it has only ${byteLength} bytes`);
  const view = new DataView(buffer, byteOffset, byteLength);
  const total = view.getUint32(0);
  const headersLength = view.getUint32(4);
  if (total !== byteLength) throw new Error(`it says that it has ${total} bytes, but has ${byteLength}`);
  const payloadLength = total - PRELUDE_BYTES - headersLength - CHECKSUM_BYTES;
  if (payloadLength < 0) throw new Error(`it says that it has ${headersLength} bytes of headers, more than there are`);

  // The second checksum is of everything before it, the first one included.
  const checksum = new Crc32();
  checksum.update(new Uint8Array(buffer, byteOffset, LENGTHS_BYTES));
  if (checksum.digestSync() !== view.getUint32(LENGTHS_BYTES)) throw new Error('the checksum of its lengths is wrong');
  checksum.update(new Uint8Array(buffer, byteOffset + LENGTHS_BYTES, byteLength - LENGTHS_BYTES - CHECKSUM_BYTES));
  if (checksum.digestSync() !== view.getUint32(byteLength - CHECKSUM_BYTES)) throw new Error('the checksum of the message is wrong');

  const headersAt = byteOffset + PRELUDE_BYTES;
  return {
    headers: headersIn(Buffer.from(buffer, headersAt, headersLength)),
    payload: new Uint8Array(buffer, headersAt + headersLength, payloadLength),
  };
}

function headersIn(bytes: Buffer): MessageHeaders {
  const name = bytes.length > LONGEST_REMEMBERED ? undefined : bytes.toString('latin1');
  const known = name === undefined ? undefined : remembered.get(name);
  if (known) return known;
  const headers = marshaller.parse(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (name !== undefined) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(name, headers);
  }
  return headers;
}
