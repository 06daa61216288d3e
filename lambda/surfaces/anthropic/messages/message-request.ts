import { ConverseCall, TranslatedRequest } from '../../../core/requests/inference-request';
import { optional, requireBoolean, requireNonEmptyString } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { modelNotFound } from '../models';
import { ApiVersion } from '../version';
import { withCachedPrefix } from './cache-control';
import { ANTHROPIC_NAMES } from './callers-names';
import { translateConversation } from './conversation';
import { inferenceConfiguration } from './inference-configuration';
import { checkMessageFields, CLAUDE_FIELDS, MESSAGE_FIELDS } from './message-fields';
import { requestMetadata } from './metadata';
import { modelFields } from './model-fields';
import { nativeBody } from './native-body';
import { outputConfiguration } from './output-configuration';
import { stopSequencePaths } from './stop-sequence';
import { systemPrompt } from './system-prompt';
import { toolConfiguration } from './tools';
import { ROUTE_NAME } from '../../../../src/contract/names';
import { CLAUDE } from '../../../core/invoke/body-family';

export interface MessagesRequest {
  readonly request: TranslatedRequest;
  /** Those of the request, if Converse is asked. */
  readonly stopSequences: () => readonly string[];
}

/** What a request says in its headers. */
export interface Dialect {
  readonly version: ApiVersion;
  /** Those of which Bedrock has to know. */
  readonly betas: readonly string[];
}

/** @throws GatewayError for anything that is malformed or that can be served by no model */
export function parseMessages(body: JsonObject, dialect: Dialect): MessagesRequest {
  checkMessageFields(body, dialect.version, CLAUDE_FIELDS);
  const route = requireNonEmptyString(body.model, 'model');
  if (!ROUTE_NAME.test(route)) throw modelNotFound(route);
  const streamed = requireBoolean(optional(body, 'stream') ?? false, 'stream');
  const native = nativeBody(body, dialect.betas);
  let translated: ConverseCall | undefined;
  const converse = () => translated ??= translateMessages(body, dialect);
  // What no other than Converse can be asked is refused before it costs anything.
  if (!native) converse();
  return {
    request: { kind: 'translated', family: CLAUDE, route, streamed, converse, ...native && { native } },
    stopSequences: () => converse().body.inferenceConfig?.stopSequences ?? [],
  };
}

/** @throws GatewayError for anything that is malformed or that cannot be translated faithfully */
export function translateMessages(body: JsonObject, { betas, version }: Dialect): ConverseCall {
  checkMessageFields(body, version, MESSAGE_FIELDS);
  const { messages, usesTools } = translateConversation(body.messages);
  const inferenceConfig = inferenceConfiguration(body);
  const { modelFields: ofTools, only, toolConfig } = toolConfiguration(body, usesTools);
  return {
    body: {
      messages: withCachedPrefix(messages, body),
      ...systemPrompt(body),
      inferenceConfig,
      ...toolConfig && { toolConfig },
      ...outputConfiguration(body),
      ...modelFields(body, betas, ofTools),
      ...stopSequencePaths(inferenceConfig.stopSequences ?? []),
      ...requestMetadata(body),
    },
    names: ANTHROPIC_NAMES,
    ...only && { only },
  };
}
