import { ROUTE_NAME } from '../../../../src/contract/names';
import { ConverseBody } from '../../../core/converse';
import { ConverseRequest } from '../../../core/requests/inference-request';
import { optional, requireBoolean, requireNonEmptyString } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { modelNotFound } from '../models';
import { ApiVersion } from '../version';
import { withCachedPrefix } from './cache-control';
import { translateConversation } from './conversation';
import { inferenceConfiguration } from './inference-configuration';
import { checkMessageFields } from './message-fields';
import { requestMetadata } from './metadata';
import { modelFields } from './model-fields';
import { outputConfiguration } from './output-configuration';
import { stopSequencePaths } from './stop-sequence';
import { systemPrompt } from './system-prompt';
import { toolConfiguration } from './tools';

export interface MessagesRequest {
  readonly request: ConverseRequest;
  readonly stopSequences: readonly string[];
}

/** What a request says in its headers. */
export interface Dialect {
  readonly version: ApiVersion;
  /** Those of which Bedrock has to know. */
  readonly betas: readonly string[];
}

/** @throws GatewayError for anything that is malformed or that cannot be translated faithfully */
export function parseMessages(body: JsonObject, { betas, version }: Dialect): MessagesRequest {
  checkMessageFields(body, version);
  const route = requireNonEmptyString(body.model, 'model');
  if (!ROUTE_NAME.test(route)) throw modelNotFound(route);
  const { messages, usesTools } = translateConversation(body.messages);
  const inferenceConfig = inferenceConfiguration(body);
  const { stopSequences = [] } = inferenceConfig;
  const translated: ConverseBody = {
    messages: withCachedPrefix(messages, body),
    ...systemPrompt(body),
    inferenceConfig,
    ...toolConfiguration(body, usesTools),
    ...outputConfiguration(body),
    ...modelFields(body, betas),
    ...stopSequencePaths(stopSequences),
    ...requestMetadata(body),
  };
  return {
    request: { kind: 'converse', route, streamed: requireBoolean(optional(body, 'stream') ?? false, 'stream'), body: translated },
    stopSequences,
  };
}
