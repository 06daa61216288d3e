import {
  isBlank, optional, quoted, requireBoolean, requireNonEmptyArray, requireObject, requireString, unsupportedField, wrongField,
} from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { ConverseToolChoice, singleToolUse, ToolsAsked } from '../../shared/single-tool-use';

/** A part of a request, and where it stands. */
export interface Located {
  readonly definition: JsonObject;
  readonly at: string;
}

/** Where one API keeps what the other keeps elsewhere. */
export interface ToolShape {
  /** What is said of the function that a tool, or a choice, is. @throws GatewayError for any other type of tool */
  functionOf(tool: JsonObject, field: string): Located;
  /** `mode` and `tools` of a choice of type `allowed_tools`. */
  allowedOf(choice: JsonObject): Located;
}

interface ToolSpecification {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: { readonly json: JsonObject };
  readonly strict?: true;
}

type ToolsByName = ReadonlyMap<unknown, ToolSpecification>;

/** What the model may do with which tools. Converse's default is to call any number of them, or none. */
interface Choice {
  readonly tools: readonly ToolSpecification[];
  readonly toolChoice?: ConverseToolChoice;
}

/**
 * `tools`, `tool_choice` and `parallel_tool_calls` as a Converse tool configuration.
 * @param usesTools whether the conversation holds tool calls: Converse then insists on the tools
 */
export function toolConfiguration(body: JsonObject, usesTools: boolean, shape: ToolShape): ToolsAsked {
  const given = optional(body, 'tools');
  const all = given === undefined ? [] : readTools(given, shape);
  const { tools, toolChoice } = readChoice(optional(body, 'tool_choice'), all, shape);
  const parallel = requireBoolean(optional(body, 'parallel_tool_calls') ?? true, 'parallel_tool_calls');
  if (usesTools && all.length === 0) {
    throw unsupportedField('tools', 'the conversation holds tool calls, and Amazon Bedrock then needs the tools; send them again');
  }
  if (usesTools && tools.length === 0) {
    throw unsupportedField('tool_choice', "'none' cannot be honoured while the conversation holds tool calls, use 'auto'");
  }
  // Converse has no 'none': a model that is not told of the tools cannot use them.
  if (tools.length === 0) return {};
  const told = tools.map((toolSpec) => ({ toolSpec }));
  if (!parallel) return singleToolUse(told, toolChoice, 'parallel_tool_calls');
  return { toolConfig: { tools: told, ...(toolChoice === undefined ? {} : { toolChoice }) } };
}

function readTools(value: unknown, shape: ToolShape): readonly ToolSpecification[] {
  const names = new Set<string>();
  return requireNonEmptyArray(value, 'tools', 'tools').map((element, index) => {
    const field = `tools[${index}]`;
    const { definition, at } = shape.functionOf(requireObject(element, field), field);
    const specification = readTool(definition, at);
    if (names.has(specification.name)) throw unsupportedField(`${at}.name`, `another tool is called ${quoted(specification.name)} as well`);
    names.add(specification.name);
    return specification;
  });
}

function readTool(definition: JsonObject, at: string): ToolSpecification {
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

function readChoice(value: unknown, tools: readonly ToolSpecification[], shape: ToolShape): Choice {
  // 'auto' is what Converse does unasked, and some models refuse to be asked.
  if (value === undefined || value === 'auto') return { tools };
  if (value === 'none') return { tools: [] };
  if (tools.length === 0) throw unsupportedField('tool_choice', "only 'auto' and 'none' are allowed without 'tools'");
  if (value === 'required') return { tools, toolChoice: { any: {} } };
  if (typeof value === 'string') throw wrongField('tool_choice', "'auto', 'none', 'required' or a function", quoted(value));
  const choice = requireObject(value, 'tool_choice');
  const byName: ToolsByName = new Map(tools.map((tool) => [tool.name, tool]));
  if (choice.type === 'allowed_tools') return readAllowed(shape.allowedOf(choice), byName, shape);
  if (choice.type !== 'function') throw wrongField('tool_choice.type', "'function' or 'allowed_tools'", quoted(choice.type));
  return { tools, toolChoice: { tool: { name: namedTool(choice, 'tool_choice', byName, shape).name } } };
}

/** A model that is told of these tools only can call no others. */
function readAllowed({ definition, at }: Located, byName: ToolsByName, shape: ToolShape): Choice {
  const { mode } = definition;
  if (mode !== 'auto' && mode !== 'required') throw wrongField(`${at}.mode`, "'auto' or 'required'", quoted(mode));
  const allowed = new Set(requireNonEmptyArray(definition.tools, `${at}.tools`, 'tools').map((element, index) => {
    const field = `${at}.tools[${index}]`;
    return namedTool(requireObject(element, field), field, byName, shape);
  }));
  return { tools: [...byName.values()].filter((tool) => allowed.has(tool)), ...(mode === 'required' ? { toolChoice: { any: {} } } : {}) };
}

function namedTool(choice: JsonObject, field: string, byName: ToolsByName, shape: ToolShape): ToolSpecification {
  const { definition, at } = shape.functionOf(choice, field);
  checkKnownMembers(definition, ['name'], at);
  const found = byName.get(definition.name);
  if (found === undefined) throw wrongField(`${at}.name`, "the name of one of the 'tools'", quoted(definition.name));
  return found;
}
