import { malformed, parsePayload, readMessage } from './event-message';
import { stopReasonIn, usageIn } from './invoke-usage';
import { ModelEvent } from '../../core/model-answer';

/** What Bedrock adds to the last chunk, whatever the model. */
const METRICS = 'amazon-bedrock-invocationMetrics';

/** Of a chunk in the words of a model that does not name its events, and of what is no chunk and so no word of a model. */
const NAMELESS = '';

/** Events of Anthropic's own that show nothing to a reader. */
const CONTROL_TYPES: readonly unknown[] = ['message_start', 'content_block_stop', 'message_delta', 'message_stop', 'ping'];

/** Members of an event of Nova that show nothing to a reader. */
const CONTROL_MEMBERS: readonly string[] = ['messageStart', 'contentBlockStart', 'contentBlockStop', 'metadata'];

/**
 * An event of InvokeModelWithResponseStream: JSON of the model's own, of which only what the gateway needs is looked at.
 * @throws UpstreamError for an exception or error frame, and for one that cannot be read
 */
export function decodeChunk(frame: Uint8Array): ModelEvent {
  const message = readMessage(frame);
  if (message.type !== 'chunk') return { kind: 'control', type: NAMELESS, payload: message.payload, frame };
  const { bytes } = parsePayload('chunk', message.payload);
  if (typeof bytes !== 'string') throw malformed('its chunk has no bytes');
  const payload = Buffer.from(bytes, 'base64');
  const json = parsePayload('chunk', payload);
  const usage = usageIn(json[METRICS]);
  const stopReason = stopReasonIn(json);
  const ended = json[METRICS] !== undefined || isLast(json, stopReason);
  return {
    kind: ended ? 'messageStop' : showsNothing(json) ? 'control' : 'content',
    type: typeof json.type === 'string' ? json.type : NAMELESS,
    payload,
    frame,
    ...usage && { usage },
    ...stopReason !== undefined && { stopReason },
  };
}

/** Claude tells the reason before the end, and so does Nova; of all others the chunk with the reason is the last that says anything. */
function isLast(json: Readonly<Record<string, unknown>>, stopReason: string | undefined): boolean {
  if (json.type !== undefined) return json.type === 'message_stop';
  return stopReason !== undefined;
}

function showsNothing(json: Readonly<Record<string, unknown>>): boolean {
  if (json.type === 'content_block_start') return isEmptyText(json.content_block);
  if (CONTROL_TYPES.includes(json.type)) return true;
  return Object.keys(json).every((member) => CONTROL_MEMBERS.includes(member));
}

/** A block that begins with something to show, such as the name of a tool, is content. */
function isEmptyText(block: unknown): boolean {
  const { type, text, thinking } = (block ?? {}) as Readonly<Record<string, unknown>>;
  return (type === 'text' && text === '') || (type === 'thinking' && thinking === '');
}
