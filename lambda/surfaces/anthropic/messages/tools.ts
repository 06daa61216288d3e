import { cachePointsOf } from './cache-control';
import { checkFields, FieldHandling, only, TRANSLATED } from '../../shared/field-handling';
import {
  isBlank, optional, quoted, requireArray, requireBoolean, requireObject, requireString, unsupportedField, wrongField,
} from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { ConverseToolChoice, singleToolUse, ToolsAsked } from '../../shared/single-tool-use';

/** Source: https://platform.claude.com/docs/en/api/messages/create (tools) */
export const TOOL_FIELDS: ReadonlyMap<string, FieldHandling> = new Map<string, FieldHandling>([
  ['type', TRANSLATED],
  ['name', TRANSLATED],
  ['description', TRANSLATED],
  ['input_schema', TRANSLATED],
  ['cache_control', TRANSLATED],
  ['strict', TRANSLATED],
  ['defer_loading', only(false)],
  ['eager_input_streaming', only(false)],
  ['input_examples', emptyOr()],
  ['allowed_callers', emptyOr('direct')],
]);

const SINGLE = 'disable_parallel_tool_use';

/** What the model may do with the tools. */
interface Choice {
  /** Undefined where Converse's default says the same. */
  readonly toolChoice?: ConverseToolChoice | 'none';
  /** It may use one of them at most. */
  readonly single: boolean;
}

/**
 * `tools` and `tool_choice` as a Converse tool configuration.
 * @param usesTools whether the conversation holds tool uses: Converse then insists on the tools
 */
export function toolConfiguration(body: JsonObject, usesTools: boolean): ToolsAsked {
  const names = new Set<string>();
  const tools = requireArray(optional(body, 'tools') ?? [], 'tools', 'tools').flatMap((tool, index) => readTool(tool, `tools[${index}]`, names));
  const { single, toolChoice } = readChoice(optional(body, 'tool_choice'), names);
  if (usesTools && names.size === 0) {
    throw unsupportedField('tools', 'the conversation holds tool uses, and Amazon Bedrock then needs the tools; send them again');
  }
  if (usesTools && toolChoice === 'none') {
    throw unsupportedField('tool_choice', "'none' cannot be honoured while the conversation holds tool uses, use 'auto'");
  }
  // Converse has no 'none': a model that is not told of the tools cannot use them.
  if (names.size === 0 || toolChoice === 'none') return {};
  if (single) return singleToolUse(tools, toolChoice, `tool_choice.${SINGLE}`);
  return { toolConfig: { tools, ...(toolChoice === undefined ? {} : { toolChoice }) } };
}

/** @param names of the tools before it */
function readTool(value: unknown, field: string, names: Set<string>): readonly JsonObject[] {
  const tool = requireObject(value, field);
  if ((optional(tool, 'type') ?? 'custom') !== 'custom') {
    throw unsupportedField(`${field}.type`, `${quoted(tool.type)} is not supported: expected 'custom' or nothing, a tool that the caller describes and runs`);
  }
  checkFields(tool, TOOL_FIELDS, field);
  const name = requireIdentifier(tool.name, `${field}.name`);
  if (names.has(name)) throw unsupportedField(`${field}.name`, `another tool is called ${quoted(name)} as well`);
  names.add(name);
  const description = requireString(optional(tool, 'description') ?? '', `${field}.description`);
  const schema = requireObject(tool.input_schema, `${field}.input_schema`);
  if (schema.type !== 'object') throw wrongField(`${field}.input_schema.type`, "'object'", quoted(schema.type));
  const strict = requireBoolean(optional(tool, 'strict') ?? false, `${field}.strict`);
  const toolSpec = {
    name,
    // Bedrock refuses an empty description, and needs none.
    ...(isBlank(description) ? {} : { description }),
    inputSchema: { json: schema },
    ...(strict ? { strict } : {}),
  };
  return [{ toolSpec }, ...cachePointsOf(tool, field)];
}

function readChoice(value: unknown, names: ReadonlySet<string>): Choice {
  if (value === undefined) return { single: false };
  const choice = requireObject(value, 'tool_choice');
  if (choice.type !== 'auto' && choice.type !== 'any' && choice.type !== 'tool' && choice.type !== 'none') {
    throw wrongField('tool_choice.type', "'auto', 'any', 'tool' or 'none'", quoted(choice.type));
  }
  checkKnownMembers(choice, ['type', ...(choice.type === 'tool' ? ['name'] : []), ...(choice.type === 'none' ? [] : [SINGLE])], 'tool_choice');
  const single = requireBoolean(optional(choice, SINGLE) ?? false, `tool_choice.${SINGLE}`);
  if (choice.type === 'none') return { single, toolChoice: 'none' };
  // It is what Converse does unasked, and some models refuse to be asked.
  if (choice.type === 'auto') return { single };
  if (names.size === 0) throw unsupportedField('tool_choice', "only 'auto' and 'none' are allowed without 'tools'");
  if (choice.type === 'any') return { single, toolChoice: { any: {} } };
  const { name } = choice;
  if (typeof name !== 'string' || !names.has(name)) throw wrongField('tool_choice.name', "the name of one of the 'tools'", quoted(name));
  return { single, toolChoice: { tool: { name } } };
}

function emptyOr(...accepted: readonly unknown[]): FieldHandling {
  return {
    kind: 'withoutEffect',
    accepts: (value) => Array.isArray(value) && value.every((element) => accepted.includes(element)),
    expected: accepted.length === 0 ? 'an empty array' : JSON.stringify(accepted),
  };
}
