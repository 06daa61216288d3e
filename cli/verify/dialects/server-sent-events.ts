import { Exchange, JsonObject, objectOf, textOf } from '../http/exchange';

export interface ServerSentEvent {
  readonly event?: string;
  readonly data: string;
}

export interface ServerSentEvents {
  readonly events: readonly ServerSentEvent[];
  /** The last event ended with its empty line. */
  readonly whole: boolean;
}

/** Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
export function serverSentEvents(exchange: Exchange): ServerSentEvents {
  const blocks = textOf(exchange).replaceAll('\r\n', '\n').split('\n\n');
  const rest = blocks.pop() ?? '';
  return {
    whole: rest.trim() === '',
    events: blocks.map((block) => {
      const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line) ?? []);
      const event = fields.find(([, name]) => name === 'event')?.[2];
      return { ...event !== undefined && { event }, data: fields.filter(([, name]) => name === 'data').map(([, , value]) => value).join('\n') };
    }),
  };
}

/** @returns undefined for anything but a JSON object */
export function dataOf({ data }: ServerSentEvent): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(data));
  } catch {
    return undefined;
  }
}

export function notEventStream({ headers }: Exchange): string | false {
  const type = headers['content-type'] ?? 'none';
  return !type.startsWith('text/event-stream') && `content-type ${type} in the place of text/event-stream`;
}
