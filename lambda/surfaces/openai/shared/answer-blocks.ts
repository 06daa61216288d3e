import { ConverseAnswer } from '../../../core/converse';
import { GatewayError } from '../../../core/gateway-error';
import { isJsonObject, JsonObject, readJson } from '../../shared/json';
import { rawElements, rawMember } from '../../shared/raw-json';

/** What of an answer has a counterpart in OpenAI's APIs; images and blocks that are not known have none. */
export type AnswerBlock =
  | { readonly kind: 'text'; readonly text: string }
  | ReasoningBlock
  | { readonly kind: 'call'; readonly id: unknown; readonly name: unknown; readonly arguments: string };

export interface ReasoningBlock {
  readonly kind: 'reasoning';
  readonly text: string;
  /** By which a model knows its own reasoning again. */
  readonly signature?: string;
  /** Reasoning that the model's provider has encrypted, as base64. It has no text then. */
  readonly redacted?: string;
}

export interface WholeAnswer {
  readonly blocks: readonly AnswerBlock[];
  readonly parsed: JsonObject;
}

/** @throws GatewayError when the answer has not the shape of a Converse response */
export function readAnswer({ body }: ConverseAnswer): WholeAnswer {
  const json = new TextDecoder().decode(body);
  const reading = readJson(json);
  const parsed = reading.kind === 'value' && isJsonObject(reading.value) ? reading.value : {};
  const content = member(member(parsed.output, 'message'), 'content');
  if (!Array.isArray(content)) throw new GatewayError('modelFailed', 'the model answered with something other than a message; send the request again');
  return { blocks: blocksOf(content as readonly unknown[], json), parsed };
}

/** The arguments of calls stay as Bedrock wrote them, as they do in a stream: an id of 19 digits would be another one after parsing. */
function blocksOf(content: readonly unknown[], json: string): readonly AnswerBlock[] {
  const written = content.some((block) => isJsonObject(member(block, 'toolUse')))
    ? rawElements(rawMember(json, 'output', 'message', 'content') ?? '')
    : [];
  return content.flatMap((block, index): readonly AnswerBlock[] => {
    const toolUse = member(block, 'toolUse');
    if (isJsonObject(toolUse)) {
      const input = toolUse.input == null ? undefined : rawMember(written[index] ?? '', 'toolUse', 'input');
      return [{ kind: 'call', id: toolUse.toolUseId, name: toolUse.name, arguments: input ?? '{}' }];
    }
    const reasoning = member(block, 'reasoningContent');
    if (isJsonObject(reasoning)) return [reasoningOf(reasoning)];
    const text = textOf(block);
    return text === '' ? [] : [{ kind: 'text', text }];
  });
}

function reasoningOf(reasoning: JsonObject): ReasoningBlock {
  const { redactedContent: redacted } = reasoning;
  if (typeof redacted === 'string') return { kind: 'reasoning', text: '', redacted };
  const text = member(reasoning.reasoningText, 'text');
  const signature = member(reasoning.reasoningText, 'signature');
  return {
    kind: 'reasoning',
    text: typeof text === 'string' ? text : '',
    ...(typeof signature === 'string' ? { signature } : {}),
  };
}

/** Text with citations comes in a block of its own kind. */
function textOf(block: unknown): string {
  const text = member(block, 'text');
  if (typeof text === 'string') return text;
  const cited = member(member(block, 'citationsContent'), 'content');
  return Array.isArray(cited) ? cited.map((part) => member(part, 'text')).filter((piece) => typeof piece === 'string').join('') : '';
}

function member(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined;
}
