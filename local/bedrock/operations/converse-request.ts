import { validationError } from '../bedrock-error';
import { isObject, JsonObject } from '../json-fields';
import { buildPrompt, CACHE_POINT, Prompt, PromptPart, textPart, Tool } from '../prompt';
import { passedOnToolChoice } from './anthropic-tool-choice';
import { mentionsTools, parseConverseMessages, parseSystem } from './converse-content';

const REQUEST_FIELDS = [
  'messages', 'system', 'inferenceConfig', 'toolConfig', 'guardrailConfig', 'additionalModelRequestFields', 'promptVariables',
  'additionalModelResponseFieldPaths', 'requestMetadata', 'performanceConfig', 'serviceTier', 'outputConfig',
];
const INFERENCE_FIELDS = ['maxTokens', 'temperature', 'topP', 'stopSequences'];
const SERVICE_TIERS = ['default', 'flex', 'priority', 'reserved'];
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];
const LATENCIES = ['standard', 'optimized'];

/**
 * Reads the body of Converse and ConverseStream.
 * @param foundationModelId decides what only some models refuse
 * @throws ValidationException as Bedrock answers it
 */
export function parseConverseBody(body: JsonObject, foundationModelId: string | undefined): Prompt {
  refuseUnknown(body, REQUEST_FIELDS, '#');
  checkChoice(body.serviceTier, 'type', 'serviceTier.type', SERVICE_TIERS);
  checkChoice(body.performanceConfig, 'latency', 'performanceConfig.latency', LATENCIES);
  const turns = parseConverseMessages(body.messages);
  if (mentionsTools(body.messages) && body.toolConfig === undefined) {
    throw validationError('The toolConfig field must be defined when using toolUse and toolResult content blocks.');
  }
  const isClaude = foundationModelId?.startsWith('anthropic.') === true;
  const { parts, tools, forcedTool } = parseToolConfig(body.toolConfig);
  const inference = parseInferenceConfig(body.inferenceConfig);
  const answerSchema = parseOutputConfig(body.outputConfig);
  const prompt = buildPrompt([...parts, ...parseSystem(body.system)], turns, {
    ...inference,
    tools,
    ...(forcedTool === undefined ? {} : { forcedTool }),
    ...isClaude && passedOnToolChoice(body.additionalModelRequestFields, isObject(body.toolConfig) ? body.toolConfig.toolChoice : undefined, tools),
    ...(answerSchema === undefined ? {} : { answerSchema }),
  });
  if (isClaude && prompt.prefill !== prompt.prefill.trimEnd()) {
    throw validationError('The model returned the following errors: messages: final assistant content cannot end with trailing whitespace');
  }
  return prompt;
}

function parseInferenceConfig(config: unknown): Pick<Prompt, 'maxTokens' | 'stopSequences'> {
  if (config === undefined) return { stopSequences: [] };
  if (!isObject(config)) throw validationError("Value at 'inferenceConfig' failed to satisfy constraint: Member must be a structure");
  refuseUnknown(config, INFERENCE_FIELDS, '#/inferenceConfig');
  checkRange(config.temperature, 'inferenceConfig.temperature', 0, 1);
  checkRange(config.topP, 'inferenceConfig.topP', 0, 1);
  checkRange(config.maxTokens, 'inferenceConfig.maxTokens', 1, Number.MAX_SAFE_INTEGER);
  const { maxTokens, stopSequences = [] } = config;
  if (maxTokens !== undefined && !Number.isInteger(maxTokens)) {
    throw validationError(`Value '${String(maxTokens)}' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must be an integer`);
  }
  if (!Array.isArray(stopSequences) || !stopSequences.every((sequence) => typeof sequence === 'string' && sequence !== '')) {
    throw validationError("Value at 'inferenceConfig.stopSequences' failed to satisfy constraint: Member must be a list of non-empty strings");
  }
  return { stopSequences, ...(typeof maxTokens === 'number' ? { maxTokens } : {}) };
}

/** Which models take an effort or a schema is not known here: all do. */
function parseOutputConfig(config: unknown): unknown {
  if (config === undefined) return undefined;
  if (!isObject(config)) throw validationError("Value at 'outputConfig' failed to satisfy constraint: Member must be a structure");
  refuseUnknown(config, ['textFormat', 'effort'], '#/outputConfig');
  if (config.effort !== undefined) checkChoice(config, 'effort', 'outputConfig.effort', EFFORTS);
  const { textFormat } = config;
  if (textFormat === undefined) return undefined;
  checkChoice(textFormat, 'type', 'outputConfig.textFormat.type', ['json_schema']);
  const structure = isObject(textFormat) ? textFormat.structure : undefined;
  const definition = isObject(structure) ? structure.jsonSchema : undefined;
  const schema = isObject(definition) ? definition.schema : undefined;
  try {
    if (typeof schema === 'string') return JSON.parse(schema);
  } catch {
    // Refused below.
  }
  throw validationError("Value at 'outputConfig.textFormat.structure.jsonSchema.schema' failed to satisfy constraint: Member must be a JSON schema, as a string");
}

function parseToolConfig(config: unknown): { parts: PromptPart[]; tools: Tool[]; forcedTool?: string } {
  if (config === undefined) return { parts: [], tools: [] };
  if (!isObject(config) || !Array.isArray(config.tools) || config.tools.length === 0) {
    throw validationError("1 validation error detected: Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1");
  }
  const entries = config.tools.map((entry: unknown, index) => parseTool(entry, `toolConfig.tools.${index}`));
  const tools = entries.flatMap((entry) => entry.tool ?? []);
  const forcedTool = parseToolChoice(config.toolChoice, tools);
  return { parts: entries.map((entry) => entry.part), tools, ...(forcedTool === undefined ? {} : { forcedTool }) };
}

function parseTool(entry: unknown, path: string): { part: PromptPart; tool?: Tool } {
  if (isObject(entry) && entry.cachePoint !== undefined) return { part: CACHE_POINT };
  if (isObject(entry) && entry.systemTool !== undefined) return { part: textPart(JSON.stringify(entry.systemTool)) };
  const specification = isObject(entry) ? entry.toolSpec : undefined;
  if (!isObject(specification) || typeof specification.name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(specification.name)
    || !isObject(specification.inputSchema)) {
    throw validationError(`Value at '${path}.toolSpec' failed to satisfy constraint: Member must have an inputSchema and a name that matches [a-zA-Z0-9_-]{1,64}`);
  }
  return {
    part: textPart(JSON.stringify(specification)),
    tool: { name: specification.name, inputSchema: specification.inputSchema.json },
  };
}

function parseToolChoice(choice: unknown, tools: readonly Tool[]): string | undefined {
  if (!isObject(choice)) return undefined;
  if (choice.any !== undefined) return tools[0]?.name;
  const named = isObject(choice.tool) ? choice.tool.name : undefined;
  if (named === undefined) return undefined;
  if (!tools.some((tool) => tool.name === named)) {
    throw validationError(`Value '${String(named)}' at 'toolConfig.toolChoice.tool.name' failed to satisfy constraint: Member must name a tool of toolConfig.tools`);
  }
  return String(named);
}

function refuseUnknown(object: JsonObject, known: readonly string[], path: string): void {
  const unknownName = Object.keys(object).find((name) => !known.includes(name));
  if (unknownName !== undefined) {
    throw validationError(`Malformed input request: ${path}: extraneous key [${unknownName}] is not permitted, please reformat your input and try again.`);
  }
}

function checkRange(value: unknown, path: string, minimum: number, maximum: number): void {
  if (value === undefined) return;
  const broken = typeof value !== 'number' ? 'be a number'
    : value < minimum ? `have value greater than or equal to ${minimum}`
      : value > maximum ? `have value less than or equal to ${maximum}` : undefined;
  if (broken !== undefined) {
    throw validationError(`1 validation error detected: Value '${String(value)}' at '${path}' failed to satisfy constraint: Member must ${broken}`);
  }
}

function checkChoice(structure: unknown, name: string, path: string, choices: readonly string[]): void {
  if (structure === undefined) return;
  const value = isObject(structure) ? structure[name] : structure;
  if (typeof value !== 'string' || !choices.includes(value)) {
    throw validationError(`1 validation error detected: Value '${String(value)}' at '${path}' failed to satisfy constraint: Member must satisfy enum value set: [${choices.join(', ')}]`);
  }
}
