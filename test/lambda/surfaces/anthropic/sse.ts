import { JsonObject } from '../../../../lambda/surfaces/shared/json';

/** The events of a stream, read as strictly as the HTML standard allows; each must be named after its type. */
export function eventsIn(stream: string): JsonObject[] {
  const pieces = stream.split('\n\n');
  if (pieces.pop() !== '') throw new Error('the last event is not closed');
  return pieces.map((piece) => {
    const [, name, data] = /^event: (\w+)\ndata: ([^\r\n]+)$/.exec(piece) ?? [];
    if (name === undefined || data === undefined) throw new Error(`not a name and one line of data: ${piece}`);
    const event = JSON.parse(data) as JsonObject;
    if (event.type !== name) throw new Error(`an event of type ${String(event.type)} is called ${name}`);
    return event;
  });
}

interface Block {
  type: string;
  [member: string]: unknown;
}

/** The message that a stream adds up to, as a client puts it together. @throws Error for events in a wrong order */
export function accumulated(events: readonly JsonObject[]): JsonObject {
  const [first, ...rest] = events;
  if (first?.type !== 'message_start') throw new Error('the stream does not begin with a message');
  const content: Block[] = [];
  const inputs = new Map<number, string>();
  let open: number | undefined;
  let end: JsonObject | undefined;
  for (const event of rest) {
    if (end) {
      if (event.type !== 'message_stop' || event !== rest.at(-1)) throw new Error(`${String(event.type)} after the end`);
      continue;
    }
    if (event.type === 'message_delta') {
      if (open !== undefined) throw new Error('a block is still open at the end');
      end = event;
    } else if (event.type === 'content_block_start') {
      if (open !== undefined || event.index !== content.length) throw new Error('a block begins out of turn');
      open = event.index;
      content.push({ ...event.content_block as Block });
    } else if (event.index !== open || open === undefined) {
      throw new Error(`${String(event.type)} of a block that is not open`);
    } else if (event.type === 'content_block_stop') {
      const input = inputs.get(open);
      if (input !== undefined) content[open].input = JSON.parse(input);
      open = undefined;
    } else {
      addTo(content[open], event.delta as Block, open, inputs);
    }
  }
  if (!end) throw new Error('the stream has no end');
  const message = first.message as JsonObject;
  return { ...message, ...end.delta as JsonObject, content, usage: { ...message.usage as object, ...end.usage as object } };
}

function addTo(block: Block, delta: Block, index: number, inputs: Map<number, string>): void {
  const append = (type: string, member: string, piece: unknown) => {
    if (block.type !== type) throw new Error(`${delta.type} in a block of type ${block.type}`);
    block[member] = `${String(block[member])}${String(piece)}`;
  };
  switch (delta.type) {
    case 'text_delta': return append('text', 'text', delta.text);
    case 'thinking_delta': return append('thinking', 'thinking', delta.thinking);
    case 'signature_delta': return append('thinking', 'signature', delta.signature);
    case 'citations_delta':
      block.citations = [...block.citations as unknown[] ?? [], delta.citation];
      return;
    case 'input_json_delta':
      if (block.type !== 'tool_use') throw new Error('input of something other than a tool');
      inputs.set(index, `${inputs.get(index) ?? ''}${String(delta.partial_json)}`);
      return;
    default: throw new Error(`unknown delta ${delta.type}`);
  }
}
