import { quoted, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { ToolShape } from '../shared/tools';

/** The Responses API says everything about a function in the tool itself. */
export const RESPONSE_TOOLS: ToolShape = {
  functionOf(tool, field) {
    if (tool.type !== 'function') throw wrongField(`${field}.type`, "'function', the only type of tool that is supported", quoted(tool.type));
    return { definition: withoutType(tool), at: field };
  },
  allowedOf(choice) {
    checkKnownMembers(choice, ['type', 'mode', 'tools'], 'tool_choice');
    return { definition: choice, at: 'tool_choice' };
  },
};

function withoutType({ type: _type, ...definition }: JsonObject): JsonObject {
  return definition;
}
