import { translateInput } from './input-items';
import { RESPONSE_FIELDS } from './response-fields';
import { ResponseSettings, settingsOf } from './response-settings';
import { RESPONSE_TOOLS } from './tool-shape';
import { ConverseRequest } from '../../../core/requests/inference-request';
import { checkFields } from '../../shared/field-handling';
import { optional, quoted, requireArray, requireBoolean, requireObject, unsupportedField, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { OPENAI_NAMES } from '../shared/callers-names';
import { inferenceConfiguration } from '../shared/inference-configuration';
import { effortOf, outputConfiguration, readTextFormat } from '../shared/output-configuration';
import { requestMetadata } from '../shared/request-metadata';
import { requireRoute } from '../shared/route';
import { serviceTier } from '../shared/service-tier';
import { streamOptions } from '../shared/stream-options';
import { toolConfiguration } from '../shared/tools';

export interface ResponseRequest {
  readonly request: ConverseRequest;
  readonly settings: ResponseSettings;
}

/** Of tools that are never called here, hence nothing to include; except the first, which every answer has anyway. */
const INCLUDABLE: readonly unknown[] = [
  'reasoning.encrypted_content', 'file_search_call.results', 'web_search_call.results', 'web_search_call.action.sources',
  'message.input_image.image_url', 'computer_call_output.output.image_url', 'code_interpreter_call.outputs',
];

/** @throws GatewayError for anything that is malformed or that cannot be translated faithfully */
export function parseResponse(body: JsonObject): ResponseRequest {
  checkFields(body, RESPONSE_FIELDS);
  const route = requireRoute(body);
  const streamed = requireBoolean(optional(body, 'stream') ?? false, 'stream');
  streamOptions(body, streamed, []);
  checkIncluded(optional(body, 'include'));
  const { system, messages, usesTools } = translateInput(body);
  const { modelFields, only, toolConfig } = toolConfiguration(body, usesTools, RESPONSE_TOOLS);
  return {
    request: {
      kind: 'converse',
      route,
      streamed,
      body: {
        messages,
        ...(system.length === 0 ? {} : { system }),
        ...inferenceConfiguration(body, ['max_output_tokens']),
        ...toolConfig && { toolConfig },
        ...outputConfiguration(formatOf(optional(body, 'text')), effortWithin(optional(body, 'reasoning'))),
        ...serviceTier(body),
        ...requestMetadata(body),
        ...modelFields && { additionalModelRequestFields: modelFields },
      },
      names: OPENAI_NAMES,
      ...only && { only },
    },
    settings: settingsOf(body),
  };
}

function checkIncluded(value: unknown): void {
  requireArray(value ?? [], 'include', 'names').forEach((name, index) => {
    if (!INCLUDABLE.includes(name)) throw wrongField(`include[${index}]`, INCLUDABLE.map(quoted).join(', '), quoted(name));
  });
}

function formatOf(value: unknown): JsonObject | undefined {
  const text = requireObject(value ?? {}, 'text');
  checkKnownMembers(text, ['format', 'verbosity'], 'text');
  requireOnly(text, 'verbosity', 'medium', 'text');
  return readTextFormat(optional(text, 'format'), 'text.format', ({ type: _type, ...definition }) => ({ definition, at: 'text.format' }));
}

/** Reasoning is shown as it is: nobody summarizes it. */
function effortWithin(value: unknown): string | undefined {
  const reasoning = requireObject(value ?? {}, 'reasoning');
  checkKnownMembers(reasoning, ['effort', 'summary', 'generate_summary', 'mode', 'context'], 'reasoning');
  requireOnly(reasoning, 'mode', 'standard', 'reasoning');
  requireOnly(reasoning, 'context', 'auto', 'reasoning');
  for (const name of ['summary', 'generate_summary']) {
    if (optional(reasoning, name) !== undefined) {
      throw unsupportedField(`reasoning.${name}`, "summaries are not made: what a model shows of its reasoning is in 'content'; leave it out");
    }
  }
  return effortOf(optional(reasoning, 'effort'), 'reasoning.effort');
}

function requireOnly(object: JsonObject, member: string, expected: string, field: string): void {
  const value = optional(object, member) ?? expected;
  if (value !== expected) throw wrongField(`${field}.${member}`, `${quoted(expected)} or nothing, since no other value can be honoured`, quoted(value));
}
