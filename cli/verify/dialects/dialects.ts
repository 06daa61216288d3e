import { anthropicMessages } from './anthropic-messages';
import { bedrockConverse } from './bedrock-converse';
import { Dialect } from './dialect';
import { openAiChat } from './openai-chat';
import { openAiResponses } from './openai-responses';

/** Every API that holds conversations. */
export const DIALECTS: readonly Dialect[] = [bedrockConverse, openAiChat, openAiResponses, anthropicMessages];
