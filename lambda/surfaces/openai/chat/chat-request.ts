import { ROUTE_NAME } from '../../../../src/contract/names';
import { ConverseRequest } from '../../../core/requests/inference-request';
import { optional, requireBoolean, requireNonEmptyString, requireObject, unsupportedField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { modelNotFound } from '../models';
import { checkChatFields } from './chat-fields';
import { translateConversation } from './conversation';
import { inferenceConfiguration } from './inference-configuration';
import { requestMetadata } from './request-metadata';
import { toolConfiguration } from './tools';
import { checkKnownMembers } from '../../shared/members';

export interface ChatRequest {
  readonly request: ConverseRequest;
  /** `stream_options.include_usage` */
  readonly includeUsage: boolean;
}

/** @throws GatewayError for anything that is malformed or that cannot be translated faithfully */
export function parseChat(body: JsonObject): ChatRequest {
  checkChatFields(body);
  const route = requireNonEmptyString(body.model, 'model');
  if (!ROUTE_NAME.test(route)) throw modelNotFound(route);
  const streamed = requireBoolean(optional(body, 'stream') ?? false, 'stream');
  const { system, messages, usesTools } = translateConversation(body.messages);
  return {
    request: {
      kind: 'converse',
      route,
      streamed,
      body: {
        messages,
        ...(system.length === 0 ? {} : { system }),
        ...inferenceConfiguration(body),
        ...toolConfiguration(body, usesTools),
        ...requestMetadata(body),
      },
    },
    includeUsage: includesUsage(body, streamed),
  };
}

function includesUsage(body: JsonObject, streamed: boolean): boolean {
  const given = optional(body, 'stream_options');
  if (given === undefined) return false;
  if (!streamed) throw unsupportedField('stream_options', "only allowed together with 'stream: true'");
  const streamOptions = requireObject(given, 'stream_options');
  checkKnownMembers(streamOptions, ['include_usage', 'include_obfuscation'], 'stream_options');
  if (optional(streamOptions, 'include_obfuscation') ?? false) {
    throw unsupportedField('stream_options.include_obfuscation', 'obfuscation is not supported; leave it out');
  }
  return requireBoolean(optional(streamOptions, 'include_usage') ?? false, 'stream_options.include_usage');
}
