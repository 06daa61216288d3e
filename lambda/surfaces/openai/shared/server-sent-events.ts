import { utf8 } from '../../shared/answers';
import { jsonLine } from '../../shared/server-sent-events';

/** One event that carries JSON. */
export function dataEvent(value: unknown): Uint8Array {
  return utf8(`data: ${jsonLine(value)}\n\n`);
}

/** The same under a name, which must have no line break. */
export function namedEvent(name: string, value: unknown): Uint8Array {
  return utf8(`event: ${name}\ndata: ${jsonLine(value)}\n\n`);
}

/** Says that the stream is complete; a stream without it was cut. */
export const DONE = utf8('data: [DONE]\n\n');
