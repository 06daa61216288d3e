import { Prompt, Tool } from './prompt';
import { hashNumber, hashText, seededRandom } from './random';
import { generateToolInput } from './tool-input';

export type StopReason = 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | 'content_filtered' | 'guardrail_intervened';

/** One block of an answer; each delta is one output token. */
export type AnswerBlock =
  | { readonly type: 'text'; readonly deltas: readonly string[] }
  | { readonly type: 'reasoning'; readonly deltas: readonly string[]; readonly signature: string }
  | { readonly type: 'toolUse'; readonly id: string; readonly name: string; readonly deltas: readonly string[] };

export interface Answer {
  readonly blocks: readonly AnswerBlock[];
  readonly stopReason: StopReason;
  /** The sequence that ended the answer, when one did. */
  readonly stopSequence?: string;
  readonly outputTokens: number;
}

/** What besides the prompt decides an answer. Neither the Region nor the account does, so a retry elsewhere says the same. */
export interface AnswerSettings {
  readonly seed: number;
  readonly model: string;
  /** How long the answer is when nothing cuts it. */
  readonly outputTokens: number;
  /** @default 0 */
  readonly reasoningTokens?: number;
  /** How long each token of a text is at least. @default 1 */
  readonly charactersPerToken?: number;
  /** Makes the id of a tool use unique. */
  readonly requestId: string;
}

const WORDS = [
  'amber', 'anchor', 'autumn', 'basin', 'beacon', 'birch', 'breeze', 'bridge', 'canyon', 'cedar', 'cliff', 'clover', 'coast', 'copper',
  'coral', 'delta', 'dune', 'ember', 'falcon', 'fern', 'field', 'forest', 'garden', 'glacier', 'granite', 'harbor', 'hazel', 'heron',
  'island', 'ivory', 'juniper', 'lagoon', 'lantern', 'maple', 'marble', 'meadow', 'mesa', 'mirror', 'moss', 'mountain', 'north', 'oak',
  'ocean', 'olive', 'orchard', 'pebble', 'pine', 'prairie', 'quartz', 'rain', 'reef', 'ridge', 'river', 'saffron', 'shore', 'silver',
  'spruce', 'stone', 'summit', 'thistle', 'valley', 'violet', 'willow', 'winter',
];
const CHARACTERS_PER_JSON_DELTA = 8;

/** The answer of the simulated model: the same for the same prompt, model and seed. */
export function generateAnswer(prompt: Prompt, settings: AnswerSettings): Answer {
  const reasoning = reasoningTokens(prompt, settings);
  if (reasoning.length === 0) return generateWithout(prompt, settings);
  const block: AnswerBlock = { type: 'reasoning', deltas: reasoning, signature: reasoningSignature(reasoning.join('')) };
  const left = prompt.maxTokens === undefined ? undefined : prompt.maxTokens - reasoning.length;
  if (left === 0) return { blocks: [block], stopReason: 'max_tokens', outputTokens: reasoning.length };
  const answer = generateWithout({ ...prompt, ...(left === undefined ? {} : { maxTokens: left }) }, settings);
  return { ...answer, blocks: [block, ...answer.blocks], outputTokens: answer.outputTokens + reasoning.length };
}

/** By which a model knows its own reasoning again. */
export function reasoningSignature(text: string): string {
  return hashText(`reasoning\n${text}`, 40);
}

function reasoningTokens(prompt: Prompt, settings: AnswerSettings): readonly string[] {
  const outputTokens = Math.min(settings.reasoningTokens ?? 0, prompt.maxTokens ?? Infinity);
  return textTokens(`reasoning\n${prompt.question}`, { ...settings, outputTokens });
}

function generateWithout(prompt: Prompt, settings: AnswerSettings): Answer {
  const tools = chosenTools(prompt);
  return tools.length === 0 ? textAnswer(prompt, settings) : toolAnswer(prompt, tools, settings);
}

function textAnswer(prompt: Prompt, settings: AnswerSettings): Answer {
  const tokens = prompt.answerSchema === undefined
    ? continuation(prompt.prefill, textTokens(prompt.question, settings), () => textTokens(`${prompt.question}\n${prompt.prefill}`, settings))
    : jsonTokens(prompt.answerSchema, prompt, settings);
  const limited = tokens.slice(0, prompt.maxTokens);
  const stop = cutAtStopSequence(limited, prompt.stopSequences);
  const deltas = stop?.deltas ?? limited;
  const cut = limited.length < tokens.length ? 'max_tokens' : 'end_turn';
  return {
    blocks: deltas.length === 0 ? [] : [{ type: 'text', deltas }],
    stopReason: stop === undefined ? cut : 'stop_sequence',
    ...(stop === undefined ? {} : { stopSequence: stop.sequence }),
    outputTokens: deltas.length,
  };
}

/** Every token but the first begins with the space that parts it from the one before. */
function textTokens(question: string, settings: AnswerSettings): string[] {
  const random = seededRandom(hashNumber(`${settings.seed}\n${settings.model}\n${question}`));
  return Array.from({ length: settings.outputTokens }, (_unused, index) => {
    const word = lengthened(WORDS[Math.floor(random() * WORDS.length)] ?? '', settings.charactersPerToken ?? 1);
    return index === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : ` ${word}`;
  });
}

/** The word again and again, to the length. */
function lengthened(word: string, length: number): string {
  return word.length >= length ? word : `${word}-`.repeat(Math.ceil(length / (word.length + 1))).slice(0, length);
}

/** What is left of the answer after a prefill that begins it; otherwise another answer that follows the prefill. */
function continuation(prefill: string, tokens: string[], other: () => string[]): string[] {
  if (prefill === '') return tokens;
  if (!tokens.join('').startsWith(prefill)) return other().map((token, index) => index === 0 ? ` ${token.toLowerCase()}` : token);
  let known = prefill.length;
  return tokens.map((token) => {
    const rest = token.slice(Math.min(known, token.length));
    known = Math.max(0, known - token.length);
    return rest;
  }).filter((token) => token !== '');
}

function cutAtStopSequence(tokens: readonly string[], sequences: readonly string[]): { deltas: string[]; sequence: string } | undefined {
  const text = tokens.join('');
  const [first] = sequences.filter((sequence) => sequence !== '' && text.includes(sequence))
    .sort((one, other) => text.indexOf(one) - text.indexOf(other));
  if (first === undefined) return undefined;
  let left = text.indexOf(first);
  const deltas = tokens.map((token) => {
    const kept = token.slice(0, Math.max(0, left));
    left -= token.length;
    return kept;
  });
  return { deltas: deltas.filter((token) => token !== ''), sequence: first };
}

/** The tool that the caller insists on, or those that the question asks for: `use tool a and use tool b` calls both. */
function chosenTools(prompt: Prompt): readonly Tool[] {
  const asked = [...prompt.lastUserText.matchAll(/\buse tool ([A-Za-z0-9_-]+)/gi)].map(([, name]) => name);
  const wanted = prompt.forcedTool === undefined ? new Set(asked) : new Set([prompt.forcedTool]);
  const tools = [...wanted].flatMap((name) => prompt.tools.find((tool) => tool.name === name) ?? []);
  return prompt.singleTool ? tools.slice(0, 1) : tools;
}

function toolAnswer(prompt: Prompt, tools: readonly Tool[], settings: AnswerSettings): Answer {
  const calls = tools.map((tool) => ({ tool, deltas: jsonTokens(tool.inputSchema, prompt, settings) }));
  const wanted = calls.reduce((sum, { deltas }) => sum + deltas.length, 0);
  const outputTokens = Math.min(wanted, prompt.maxTokens ?? Infinity);
  let left = outputTokens;
  const blocks = calls.flatMap(({ tool, deltas }, index): AnswerBlock[] => {
    if (left <= 0) return [];
    const limited = deltas.slice(0, left);
    left -= deltas.length;
    const suffix = index === 0 ? '' : `-${index}`;
    return [{ type: 'toolUse', id: `tooluse_${hashText(settings.requestId, 22)}${suffix}`, name: tool.name, deltas: limited }];
  });
  return { blocks, stopReason: outputTokens < wanted ? 'max_tokens' : 'tool_use', outputTokens };
}

/** JSON that fits a schema, in the pieces in which a model writes it. */
function jsonTokens(schema: unknown, prompt: Prompt, settings: AnswerSettings): string[] {
  const random = seededRandom(hashNumber(`${settings.seed}\n${settings.model}\n${prompt.question}`));
  return JSON.stringify(generateToolInput(schema, WORDS, random)).match(new RegExp(`.{1,${CHARACTERS_PER_JSON_DELTA}}`, 'gs')) ?? [];
}
