import { requireFunction } from './tool-calls';
import {
  isBlank, optional, quoted, requireBoolean, requireNonEmptyArray, requireObject, requireString, unsupportedField, wrongField,
} from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

interface ToolSpecification {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: { readonly json: JsonObject };
  readonly strict?: true;
}

/** What the model may do with the tools; undefined where Converse's default says the same. */
type Choice = { readonly any: object } | { readonly tool: { readonly name: string } } | 'none' | undefined;

/**
 * `tools` and `tool_choice` as a Converse tool configuration.
 * @param usesTools whether the conversation holds tool calls: Converse then insists on the tools
 */
export function toolConfiguration(body: JsonObject, usesTools: boolean): { readonly toolConfig?: JsonObject } {
  const given = optional(body, 'tools');
  const tools = given === undefined ? [] : readTools(given);
  const toolChoice = readChoice(optional(body, 'tool_choice'), tools);
  if (usesTools && tools.length === 0) {
    throw unsupportedField('tools', 'the conversation holds tool calls, and Amazon Bedrock then needs the tools; send them again');
  }
  if (usesTools && toolChoice === 'none') {
    throw unsupportedField('tool_choice', "'none' cannot be honoured while the conversation holds tool calls, use 'auto'");
  }
  // Converse has no 'none': a model that is not told of the tools cannot use them.
  if (tools.length === 0 || toolChoice === 'none') return {};
  return {
    toolConfig: {
      tools: tools.map((toolSpec) => ({ toolSpec })),
      ...(toolChoice === undefined ? {} : { toolChoice }),
    },
  };
}

function readTools(value: unknown): readonly ToolSpecification[] {
  const tools = requireNonEmptyArray(value, 'tools', 'tools').map((tool, index) => readTool(tool, `tools[${index}]`));
  const names = new Set<string>();
  tools.forEach(({ name }, index) => {
    if (names.has(name)) throw unsupportedField(`tools[${index}].function.name`, `another tool is called ${quoted(name)} as well`);
    names.add(name);
  });
  return tools;
}

function readTool(value: unknown, field: string): ToolSpecification {
  const tool = requireObject(value, field);
  const definition = requireFunction(tool, [], field);
  const at = `${field}.function`;
  checkKnownMembers(definition, ['name', 'description', 'parameters', 'strict'], at);
  const description = requireString(optional(definition, 'description') ?? '', `${at}.description`);
  const strict = requireBoolean(optional(definition, 'strict') ?? false, `${at}.strict`);
  return {
    name: requireIdentifier(definition.name, `${at}.name`),
    // Bedrock refuses an empty description, and needs none.
    ...(isBlank(description) ? {} : { description }),
    inputSchema: { json: readSchema(optional(definition, 'parameters'), `${at}.parameters`) },
    ...(strict ? { strict } : {}),
  };
}

/** Bedrock wants to be told that the arguments are an object; in OpenAI's API they always are. */
function readSchema(value: unknown, field: string): JsonObject {
  if (value === undefined) return { type: 'object', properties: {} };
  const schema = requireObject(value, field);
  if (schema.type === undefined) return { type: 'object', ...schema };
  if (schema.type !== 'object') throw wrongField(`${field}.type`, "'object'", quoted(schema.type));
  return schema;
}

function readChoice(value: unknown, tools: readonly ToolSpecification[]): Choice {
  // 'auto' is what Converse does unasked, and some models refuse to be asked.
  if (value === undefined || value === 'auto') return undefined;
  if (value === 'none') return 'none';
  if (tools.length === 0) throw unsupportedField('tool_choice', "only 'auto' and 'none' are allowed without 'tools'");
  if (value === 'required') return { any: {} };
  if (typeof value === 'string') throw wrongField('tool_choice', "'auto', 'none', 'required' or a function", quoted(value));
  const choice = requireObject(value, 'tool_choice');
  const chosen = requireFunction(choice, [], 'tool_choice');
  checkKnownMembers(chosen, ['name'], 'tool_choice.function');
  const { name } = chosen;
  if (typeof name !== 'string' || !tools.some((tool) => tool.name === name)) {
    throw wrongField('tool_choice.function.name', "the name of one of the 'tools'", quoted(name));
  }
  return { tool: { name } };
}
