import { validationError } from '../bedrock-error';
import { isObject, JsonObject } from '../json-fields';
import { buildPrompt, CACHE_POINT, mediaPart, Prompt, PromptPart, textOfJson, textPart, Tool, Turn } from '../prompt';
import { parseAnthropicToolChoice } from './anthropic-tool-choice';

const ANTHROPIC_VERSION = 'bedrock-2023-05-31';
/** They belong to Anthropic's own endpoint; Bedrock has the model in the path and the choice of streaming in the operation. */
const REFUSED_FIELDS = ['model', 'stream'];

/**
 * Reads an Anthropic Messages body, as InvokeModel takes it.
 * @throws ValidationException as Bedrock answers it
 */
export function parseAnthropicBody(body: JsonObject): Prompt {
  const refused = REFUSED_FIELDS.find((field) => body[field] !== undefined);
  if (refused !== undefined) throw validationError(`${refused}: Extra inputs are not permitted`);
  if (body.anthropic_version === undefined) throw validationError('anthropic_version: Field required');
  if (body.anthropic_version !== ANTHROPIC_VERSION) throw validationError(`anthropic_version: Input should be '${ANTHROPIC_VERSION}'`);
  if (body.max_tokens === undefined) throw validationError('max_tokens: Field required');
  if (typeof body.max_tokens !== 'number' || !Number.isInteger(body.max_tokens) || body.max_tokens < 1) {
    throw validationError('max_tokens: Input should be a whole number greater than or equal to 1');
  }
  checkUnit(body.temperature, 'temperature');
  checkUnit(body.top_p, 'top_p');
  const { parts, ...ofTools } = parseTools(body);
  const stopSequences = Array.isArray(body.stop_sequences) ? body.stop_sequences.filter((sequence) => typeof sequence === 'string') : [];
  const system = body.system === undefined ? [] : contentParts(body.system, 'system');
  const prompt = buildPrompt([...parts, ...system], parseMessages(body.messages), {
    maxTokens: body.max_tokens,
    stopSequences,
    ...ofTools,
  });
  if (prompt.prefill !== prompt.prefill.trimEnd()) throw validationError('messages: final assistant content cannot end with trailing whitespace');
  return prompt;
}

function parseMessages(messages: unknown): Turn[] {
  if (!Array.isArray(messages) || messages.length === 0) throw validationError('messages: at least one message is required');
  const turns = messages.map((message: unknown, index): Turn => {
    if (!isObject(message)) throw validationError(`messages.${index}: Input should be an object`);
    const { role, content } = message;
    if (role !== 'user' && role !== 'assistant') throw validationError(`messages.${index}.role: Input should be 'user' or 'assistant'`);
    return { role, parts: contentParts(content, `messages.${index}.content`) };
  });
  if (turns[0]?.role !== 'user') throw validationError('messages: first message must use the "user" role');
  return turns;
}

/** Content is one string or a list of blocks. */
function contentParts(content: unknown, path: string): PromptPart[] {
  if (typeof content === 'string') {
    if (content === '') throw validationError(`${path}: text content blocks must be non-empty`);
    return [textPart(content)];
  }
  if (!Array.isArray(content) || content.length === 0) throw validationError(`${path}: Input should be a non-empty string or list`);
  return content.flatMap((block: unknown, index) => blockParts(block, `${path}.${index}`));
}

function blockParts(block: unknown, path: string): PromptPart[] {
  if (!isObject(block) || typeof block.type !== 'string') throw validationError(`${path}.type: Field required`);
  return [blockPart(block, path), ...(block.cache_control === undefined ? [] : [CACHE_POINT])];
}

function blockPart(block: JsonObject, path: string): PromptPart {
  if (block.type === 'image' || block.type === 'document') return mediaPart(block.type);
  if (block.type !== 'text') return textPart(textOfJson(block));
  if (typeof block.text !== 'string' || block.text === '') throw validationError(`${path}: text content blocks must be non-empty`);
  return textPart(block.text);
}

function parseTools(body: JsonObject): { parts: PromptPart[]; tools: Tool[]; forcedTool?: string; singleTool?: true } {
  if (body.tools === undefined) return { parts: [], tools: [] };
  if (!Array.isArray(body.tools)) throw validationError('tools: Input should be a valid list');
  const entries = body.tools.map((tool: unknown, index) => {
    if (!isObject(tool) || typeof tool.name !== 'string') throw validationError(`tools.${index}.name: Field required`);
    const cached = tool.cache_control === undefined ? [] : [CACHE_POINT];
    return { tool: { name: tool.name, inputSchema: tool.input_schema }, parts: [textPart(JSON.stringify(tool)), ...cached] };
  });
  const tools = entries.map((entry) => entry.tool);
  return { parts: entries.flatMap((entry) => entry.parts), tools, ...parseAnthropicToolChoice(body.tool_choice, tools) };
}

function checkUnit(value: unknown, field: string): void {
  if (value !== undefined && (typeof value !== 'number' || value < 0 || value > 1)) {
    throw validationError(`${field}: received ${textOfJson(value)}; Input should be a number from 0 to 1`);
  }
}
