import { citationFrom } from './citations';
import { isJsonObject, JsonObject } from '../../shared/json';
import { rawMember } from '../../shared/raw-json';

/** A tool use as it is shown, without its input. */
export function toolUseHead(toolUse: JsonObject): JsonObject {
  return { type: 'tool_use', id: toolUse.toolUseId, name: toolUse.name, caller: { type: 'direct' } };
}

/**
 * One block of Converse's answer as JSON of Anthropic's; nothing for images and other kinds that no Claude model answers with.
 * The input of a tool stays as Bedrock wrote it: an id of 19 digits would be another one after parsing.
 * @param json the block as it is written
 */
export function answerBlock(block: unknown, json: string): readonly string[] {
  if (!isJsonObject(block)) return [];
  const { citationsContent, reasoningContent, text, toolUse } = block;
  if (typeof text === 'string') return [textJson(text, [])];
  if (isJsonObject(citationsContent)) return [citedText(citationsContent)];
  if (isJsonObject(toolUse)) {
    const input = toolUse.input == null ? undefined : rawMember(json, 'toolUse', 'input');
    return [`${JSON.stringify(toolUseHead(toolUse)).slice(0, -1)},"input":${input ?? '{}'}}`];
  }
  return isJsonObject(reasoningContent) ? reasoning(reasoningContent) : [];
}

function reasoning({ reasoningText, redactedContent }: JsonObject): readonly string[] {
  if (typeof redactedContent === 'string') return [JSON.stringify({ type: 'redacted_thinking', data: redactedContent })];
  if (!isJsonObject(reasoningText)) return [];
  return [JSON.stringify({ type: 'thinking', thinking: reasoningText.text ?? '', signature: reasoningText.signature ?? '' })];
}

function citedText({ citations, content }: JsonObject): string {
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  const text = parts.map((part) => (isJsonObject(part) && typeof part.text === 'string' ? part.text : '')).join('');
  const cited: readonly unknown[] = Array.isArray(citations) ? citations : [];
  return textJson(text, cited.map(citationFrom).filter((citation) => citation !== undefined));
}

function textJson(text: string, citations: readonly JsonObject[]): string {
  return JSON.stringify({ type: 'text', text, citations: citations.length === 0 ? null : citations });
}
