import { quoted, requireObject, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { ToolShape } from '../shared/tools';

/** Chat completions keep what is said of a function in a member of that name. */
export const CHAT_TOOLS: ToolShape = {
  functionOf: (tool, field) => ({ definition: requireFunction(tool, [], field), at: `${field}.function` }),
  allowedOf(choice) {
    checkKnownMembers(choice, ['type', 'allowed_tools'], 'tool_choice');
    const at = 'tool_choice.allowed_tools';
    const allowed = requireObject(choice.allowed_tools, at);
    checkKnownMembers(allowed, ['mode', 'tools'], at);
    return { definition: allowed, at };
  },
};

/** The `function` member of a tool, a call or a choice: the only type of tool that has a counterpart. */
export function requireFunction(tool: JsonObject, otherMembers: readonly string[], field: string): JsonObject {
  if (tool.type !== 'function') throw wrongField(`${field}.type`, "'function'", quoted(tool.type));
  checkKnownMembers(tool, ['type', 'function', ...otherMembers], field);
  return requireObject(tool.function, `${field}.function`);
}
