import { failureBehind, finishReason } from './finish-reason';
import { tokenUsage } from './token-usage';
import { ConverseAnswer } from '../../../core/converse';
import { GatewayError } from '../../../core/gateway-error';
import { jsonAnswer } from '../../shared/answers';
import { isJsonObject, JsonObject, readJson } from '../../shared/json';
import { HttpAnswer, ServedBy } from '../../surface';

/**
 * A complete answer as a `chat.completion`. Text and tool calls are shown; reasoning, images and other blocks have no
 * place in this API and are left out.
 * @throws GatewayError when the model has failed, and when its answer has not the shape of a Converse response
 */
export function completionAnswer(answer: ConverseAnswer, served: ServedBy): HttpAnswer {
  const failure = failureBehind(answer.stopReason);
  if (failure) throw failure;
  const blocks = contentOf(answer.body);
  const text = blocks.map(textOf).join('');
  const toolCalls = blocks.flatMap(toolCallOf);
  return jsonAnswer(200, {
    id: `chatcmpl-${served.requestId}`,
    object: 'chat.completion',
    created: served.createdAt,
    model: served.route,
    choices: [{
      index: 0,
      message: {
        role: 'assistant',
        content: text === '' && toolCalls.length > 0 ? null : text,
        refusal: null,
        ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
      },
      logprobs: null,
      finish_reason: finishReason(answer.stopReason),
    }],
    usage: tokenUsage(answer.usage),
  }, { 'x-request-id': served.requestId });
}

function contentOf(body: Uint8Array): readonly JsonObject[] {
  const reading = readJson(new TextDecoder().decode(body));
  const content = reading.kind === 'value' ? member(member(member(reading.value, 'output'), 'message'), 'content') : undefined;
  if (!Array.isArray(content)) throw new GatewayError('modelFailed', 'the model answered with something other than a message; send the request again');
  return content.filter(isJsonObject);
}

/** Text with citations comes in a block of its own kind. */
function textOf(block: JsonObject): string {
  if (typeof block.text === 'string') return block.text;
  const cited = member(block.citationsContent, 'content');
  return Array.isArray(cited) ? cited.map((part) => member(part, 'text')).filter((text) => typeof text === 'string').join('') : '';
}

function toolCallOf(block: JsonObject): readonly object[] {
  if (!isJsonObject(block.toolUse)) return [];
  const { toolUseId, name, input } = block.toolUse;
  return [{ id: toolUseId, type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } }];
}

function member(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined;
}
