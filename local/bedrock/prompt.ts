import { isObject } from './json-fields';

/** What an image, document, video or audio block is taken to cost, whatever its size. */
const MEDIA_TOKENS = 1_500;
/** A rough mean for English text. */
const CHARACTERS_PER_TOKEN = 4;

/** A piece of the prompt, in the order in which a model reads it: tools, system, messages. */
export interface PromptPart {
  readonly text: string;
  readonly tokens: number;
  /** Everything up to the end of this part may be kept in the prompt cache. */
  readonly cachePoint: boolean;
}

export interface Tool {
  readonly name: string;
  readonly inputSchema: unknown;
}

/** What a model is asked, whatever the wire format of the request. */
export interface Prompt {
  readonly parts: readonly PromptPart[];
  /** The text that decides the answer: the conversation without a trailing assistant turn. */
  readonly question: string;
  readonly lastUserText: string;
  /** The text of a trailing assistant turn, which the answer continues. */
  readonly prefill: string;
  readonly maxTokens?: number;
  readonly stopSequences: readonly string[];
  readonly tools: readonly Tool[];
  /** The tool that the caller insists on. */
  readonly forcedTool?: string;
  /** One tool use at most. */
  readonly singleTool?: true;
  /** The schema that the text of the answer has to conform to. */
  readonly answerSchema?: unknown;
}

/** A turn of the conversation: its role and the parts of its content. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly PromptPart[];
}

export function textPart(text: string): PromptPart {
  return { text, tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN), cachePoint: false };
}

export function mediaPart(kind: string): PromptPart {
  return { text: `[${kind}]`, tokens: MEDIA_TOKENS, cachePoint: false };
}

export const CACHE_POINT: PromptPart = { text: '', tokens: 0, cachePoint: true };

/** Everything about a prompt that does not follow from its turns. */
export type PromptSettings = Pick<Prompt, 'maxTokens' | 'stopSequences' | 'tools' | 'forcedTool' | 'singleTool' | 'answerSchema'>;

/** @param preamble the parts of tools and system text */
export function buildPrompt(preamble: readonly PromptPart[], turns: readonly Turn[], settings: PromptSettings): Prompt {
  const last = turns[turns.length - 1];
  const prefilled = last?.role === 'assistant';
  const asked = prefilled ? turns.slice(0, -1) : turns;
  const lastUser = asked.filter((turn) => turn.role === 'user').at(-1);
  return {
    ...settings,
    parts: [...preamble, ...turns.flatMap((turn) => turn.parts)],
    question: [...preamble, ...asked.flatMap((turn) => turn.parts)].map((part) => part.text).join('\n'),
    lastUserText: joinedText(lastUser),
    prefill: prefilled ? joinedText(last) : '',
  };
}

/** Tokens of the whole prompt, cached or not; never 0. */
export function promptTokens(prompt: Pick<Prompt, 'parts'>): number {
  return Math.max(1, prompt.parts.reduce((sum, part) => sum + part.tokens, 0));
}

/** The text inside any JSON value, for content that a model reads but that has no text field of its own. */
export function textOfJson(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isObject(value) || Array.isArray(value)) return JSON.stringify(value);
  return value === undefined || value === null ? '' : String(value);
}

function joinedText(turn: Turn | undefined): string {
  return (turn?.parts ?? []).map((part) => part.text).join('');
}
