import { validationError } from '../bedrock-error';
import { isObject } from '../json-fields';
import { Prompt, textOfJson, Tool } from '../prompt';

const TYPES: readonly unknown[] = ['auto', 'any', 'tool', 'none'];

/** Claude's own `tool_choice`. @throws ValidationException */
export function parseAnthropicToolChoice(choice: unknown, tools: readonly Tool[]): Pick<Prompt, 'forcedTool' | 'singleTool'> {
  if (!isObject(choice)) return {};
  if (choice.type === undefined) throw validationError('tool_choice.type: Field required');
  if (!TYPES.includes(choice.type)) throw validationError(`tool_choice.type: Input should be one of ${TYPES.join(', ')}`);
  const forcedTool = choice.type === 'any' ? tools[0]?.name : choice.type === 'tool' ? textOfJson(choice.name) : undefined;
  return { ...forcedTool !== undefined && { forcedTool }, ...choice.disable_parallel_tool_use === true && { singleTool: true } };
}

/**
 * The same where Converse passes it on, which takes it only where it has no choice of its own.
 * @throws ValidationException
 */
export function passedOnToolChoice(fields: unknown, toolChoice: unknown, tools: readonly Tool[]): Pick<Prompt, 'forcedTool' | 'singleTool'> {
  const choice = isObject(fields) ? fields.tool_choice : undefined;
  if (choice === undefined) return {};
  if (tools.length === 0) throw validationError('The model returned the following errors: tool_choice: tool_choice may only be specified while providing tools');
  const [own] = isObject(toolChoice) ? Object.keys(toolChoice) : [];
  if (own !== undefined) {
    throw validationError(`The additional field tool_choice/type conflicts with the existing field toolConfig.toolChoice.${own}. Remove tool_choice/type and try again.`);
  }
  return parseAnthropicToolChoice(choice, tools);
}
