import { JsonObject } from './json';
import { CLAUDE } from '../../core/invoke/body-family';
import { FamilyFeature } from '../../core/requests/inference-request';

/** What a model may do with its tools, in Converse's words. */
export type ConverseToolChoice = { readonly any: object } | { readonly tool: { readonly name: string } };

/** What is asked of the tools, as Converse and, beside it, a model's own fields say it. */
export interface ToolsAsked {
  readonly toolConfig?: JsonObject;
  readonly modelFields?: JsonObject;
  /** Absent: any model can be told. */
  readonly only?: FamilyFeature;
}

/**
 * At most one tool use in an answer. Converse has no word for it; Claude has, within its own `tool_choice`, which Converse
 * passes on and then takes no choice of its own beside ("conflicts with the existing field toolConfig.toolChoice").
 * @param tools in Converse's words
 * @param field where the caller asks for it
 */
export function singleToolUse(tools: readonly JsonObject[], choice: ConverseToolChoice | undefined, field: string): ToolsAsked {
  return {
    toolConfig: { tools },
    modelFields: { tool_choice: { ...inClaudesWords(choice), disable_parallel_tool_use: true } },
    only: {
      family: CLAUDE,
      field,
      because: 'no model of this route can be kept to one tool call at a time, only those of Anthropic can; leave it out',
    },
  };
}

function inClaudesWords(choice: ConverseToolChoice | undefined): JsonObject {
  if (choice === undefined) return { type: 'auto' };
  return 'any' in choice ? { type: 'any' } : { type: 'tool', name: choice.tool.name };
}
