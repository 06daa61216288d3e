import { CHAT_FIELDS } from './chat-fields';
import { translateConversation } from './conversation';
import { CHAT_TOOLS } from './tool-shape';
import { ConverseRequest } from '../../../core/requests/inference-request';
import { checkFields } from '../../shared/field-handling';
import { optional, requireBoolean, requireObject } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { OPENAI_NAMES } from '../shared/callers-names';
import { inferenceConfiguration } from '../shared/inference-configuration';
import { effortOf, outputConfiguration, readTextFormat, Schema } from '../shared/output-configuration';
import { requestMetadata } from '../shared/request-metadata';
import { requireRoute } from '../shared/route';
import { serviceTier } from '../shared/service-tier';
import { streamOptions } from '../shared/stream-options';
import { toolConfiguration } from '../shared/tools';

export interface ChatRequest {
  readonly request: ConverseRequest;
  /** `stream_options.include_usage` */
  readonly includeUsage: boolean;
}

/** The older and the newer name of one limit. */
const LIMITS = ['max_tokens', 'max_completion_tokens'];

/** @throws GatewayError for anything that is malformed or that cannot be translated faithfully */
export function parseChat(body: JsonObject): ChatRequest {
  checkFields(body, CHAT_FIELDS);
  const route = requireRoute(body);
  const streamed = requireBoolean(optional(body, 'stream') ?? false, 'stream');
  const { system, messages, usesTools } = translateConversation(body.messages);
  const format = readTextFormat(optional(body, 'response_format'), 'response_format', schemaOf);
  const effort = effortOf(optional(body, 'reasoning_effort'), 'reasoning_effort');
  const { modelFields, only, toolConfig } = toolConfiguration(body, usesTools, CHAT_TOOLS);
  const { include_usage: includeUsage } = streamOptions(body, streamed, ['include_usage']);
  return {
    request: {
      kind: 'converse',
      route,
      streamed,
      body: {
        messages,
        ...(system.length === 0 ? {} : { system }),
        ...inferenceConfiguration(body, LIMITS),
        ...toolConfig && { toolConfig },
        ...outputConfiguration(format, effort),
        ...serviceTier(body),
        ...requestMetadata(body),
        ...modelFields && { additionalModelRequestFields: modelFields },
      },
      names: OPENAI_NAMES,
      ...only && { only },
    },
    includeUsage: requireBoolean(includeUsage ?? false, 'stream_options.include_usage'),
  };
}

function schemaOf(format: JsonObject): Schema {
  checkKnownMembers(format, ['type', 'json_schema'], 'response_format');
  const at = 'response_format.json_schema';
  return { definition: requireObject(format.json_schema, at), at };
}
