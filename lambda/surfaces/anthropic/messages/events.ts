import { utf8 } from '../../shared/answers';
import { JsonObject } from '../../shared/json';
import { jsonLine, onOneLine } from '../../shared/server-sent-events';

/** One event of a stream. Its name is its type: clients go by the name. */
export function serverSentEvent(event: JsonObject): Uint8Array {
  return utf8(`event: ${String(event.type)}\ndata: ${jsonLine(event)}\n\n`);
}

/** The same of an event that is JSON already. */
export function serverSentEventOf(type: string, payload: Uint8Array): Uint8Array {
  return utf8(`event: ${type}\ndata: ${onOneLine(payload)}\n\n`);
}
