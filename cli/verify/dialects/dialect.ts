import { Exchange, JsonObject, Sent } from '../http/exchange';

/** What is asked of a model. */
export interface Ask {
  readonly route: string;
  readonly prompt: string;
  readonly maxTokens: number;
  readonly streamed: boolean;
}

/** What an answer turned out to be, once read as the clients of this API read it. */
export interface Reading {
  readonly problems: readonly string[];
  /** Pieces of text in a stream; 1 in a whole answer that has text. */
  readonly texts: number;
  /** As Bedrock counted them. */
  readonly outputTokens?: number;
}

/** The three refusals that cost nothing, by the name that clients of this API compare. */
export interface ErrorNames {
  readonly unauthenticated: string;
  readonly unknownRoute: string;
  readonly invalidRequest: string;
}

/** One API as its clients speak it. Pure; written from the API's own documentation, not from the gateway's code. */
export interface Dialect {
  readonly name: string;
  readonly errorNames: ErrorNames;
  authorization(key: string): Readonly<Record<string, string>>;
  /** Without the key. */
  request(ask: Ask): Sent & { readonly body: string };
  readAnswer(exchange: Exchange): Reading;
  readStream(exchange: Exchange): Reading;
  /** The name of an error, as clients find it; undefined when it is not in this API's shape. */
  errorName(exchange: Exchange): string | undefined;
}

/** Counts that have to be there, and whole. */
export function countProblems(usage: JsonObject | undefined, ...names: readonly string[]): readonly string[] {
  if (!usage) return ['usage is missing'];
  return names.filter((name) => !Number.isSafeInteger(usage[name]) || (usage[name] as number) < 0).map((name) => `usage.${name} is missing`);
}

export function countOf(usage: JsonObject | undefined, name: string): { readonly outputTokens?: number } {
  return typeof usage?.[name] === 'number' ? { outputTokens: usage[name] } : {};
}

/** The problems that there are. */
export function present(...problems: readonly (string | false)[]): readonly string[] {
  return problems.filter((problem) => problem !== false);
}

export function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}
