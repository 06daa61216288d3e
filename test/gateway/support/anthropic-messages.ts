import Anthropic from '@anthropic-ai/sdk';
import { Answer, Client, Question, StreamOptions, ToolOffer, ToolTrip } from './client-suite';

type Body = Pick<Anthropic.MessageCreateParamsNonStreaming, 'max_tokens' | 'messages' | 'tools'>;
type Message = Pick<Anthropic.Message, 'content' | 'stop_reason'> & { readonly usage: Pick<Anthropic.Usage, 'output_tokens'> };

/** One way to send a Messages body to a route. */
export type Send = (route: string, body: Body, options?: StreamOptions) => Promise<Message>;

/** What is the same for every client that speaks Anthropic's Messages. */
export function anthropicMessages(whole: Send, streamed: Send): Pick<Client, 'ask' | 'stream' | 'useTools'> {
  return {
    ask: async (question) => answerOf(await whole(question.route, bodyOf(question))),
    stream: async (question, options) => answerOf(await streamed(question.route, bodyOf(question), options)),
    useTools: (question, offers, isStreamed) => roundTrip(isStreamed ? streamed : whole, question, offers),
  };
}

async function roundTrip(send: Send, question: Question, offers: readonly ToolOffer[]): Promise<ToolTrip> {
  const body = { ...bodyOf(question), tools: offers.map(toolOf) };
  const { content } = await send(question.route, body);
  const uses = content.flatMap((block) => (block.type === 'tool_use' ? block : []));
  const results = uses.map(({ id, name }) => ({
    type: 'tool_result' as const, tool_use_id: id, content: offers.find((offer) => offer.name === name)!.result,
  }));
  const answer = await send(question.route, { ...body, messages: [...body.messages, { role: 'assistant', content }, { role: 'user', content: results }] });
  return { calls: uses.map(({ input, name }) => ({ name, input })), answer: answerOf(answer) };
}

function bodyOf({ image, maxTokens, text }: Question): Body {
  const pictures = image ? [{
    type: 'image' as const, source: { type: 'base64' as const, media_type: 'image/png' as const, data: Buffer.from(image).toString('base64') },
  }] : [];
  return { max_tokens: maxTokens, messages: [{ role: 'user', content: [{ type: 'text', text }, ...pictures] }] };
}

function toolOf({ name }: ToolOffer): Anthropic.Tool {
  return { name, input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } };
}

function answerOf({ content, stop_reason: end, usage }: Message): Answer {
  return { text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''), end, outputTokens: usage.output_tokens };
}
