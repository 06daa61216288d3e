import { parsePayload, readMessage } from './event-message';
import { parseUsage } from './usage';
import { ConverseEvent } from '../../core/converse';

/** An event of ConverseStream. @throws UpstreamError for an exception or error frame, and for one that cannot be read */
export function decodeEvent(frame: Uint8Array): ConverseEvent {
  const { type, payload } = readMessage(frame);
  return toEvent(type, payload, frame);
}

function toEvent(type: string, payload: Uint8Array, frame: Uint8Array): ConverseEvent {
  switch (type) {
    case 'contentBlockDelta':
      return { kind: 'content', type, payload, frame };
    case 'contentBlockStart':
      return { kind: startsContent(payload) ? 'content' : 'control', type, payload, frame };
    case 'messageStop': {
      const { stopReason } = parsePayload(type, payload);
      return { kind: 'messageStop', type, payload, frame, ...(typeof stopReason === 'string' ? { stopReason } : {}) };
    }
    case 'metadata': {
      const usage = parseUsage(parsePayload(type, payload).usage);
      return { kind: 'metadata', type, payload, frame, ...(usage ? { usage } : {}) };
    }
    default:
      return { kind: 'control', type, payload, frame };
  }
}

/** A block that starts with something to show, such as the name of a tool. */
function startsContent(payload: Uint8Array): boolean {
  const { start } = parsePayload('contentBlockStart', payload);
  return typeof start === 'object' && start !== null && Object.keys(start).length > 0;
}
