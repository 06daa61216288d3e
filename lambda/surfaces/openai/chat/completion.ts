import { finishReason } from './finish-reason';
import { tokenUsage } from './token-usage';
import { ConverseAnswer } from '../../../core/converse';
import { GatewayError } from '../../../core/gateway-error';
import { jsonAnswer } from '../../shared/answers';
import { isJsonObject, readJson } from '../../shared/json';
import { failureBehind } from '../../shared/model-failure';
import { rawElements, rawMember } from '../../shared/raw-json';
import { HttpAnswer, ServedBy } from '../../surface';

/**
 * A complete answer as a `chat.completion`. Text and tool calls are shown; reasoning, images and other blocks have no
 * place in this API and are left out.
 * @throws GatewayError when the model has failed, and when its answer has not the shape of a Converse response
 */
export function completionAnswer(answer: ConverseAnswer, served: ServedBy): HttpAnswer {
  const failure = failureBehind(answer.stopReason);
  if (failure) throw failure;
  const json = new TextDecoder().decode(answer.body);
  const content = contentOf(json);
  const text = content.map(textOf).join('');
  const toolCalls = toolCallsOf(content, json);
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

function contentOf(json: string): readonly unknown[] {
  const reading = readJson(json);
  const content = reading.kind === 'value' ? member(member(member(reading.value, 'output'), 'message'), 'content') : undefined;
  if (!Array.isArray(content)) throw new GatewayError('modelFailed', 'the model answered with something other than a message; send the request again');
  return content as readonly unknown[];
}

/** Text with citations comes in a block of its own kind. */
function textOf(block: unknown): string {
  const text = member(block, 'text');
  if (typeof text === 'string') return text;
  const cited = member(member(block, 'citationsContent'), 'content');
  return Array.isArray(cited) ? cited.map((part) => member(part, 'text')).filter((piece) => typeof piece === 'string').join('') : '';
}

/** The arguments stay as Bedrock wrote them, as they do in a stream: an id of 19 digits would be another one after parsing. */
function toolCallsOf(content: readonly unknown[], json: string): readonly object[] {
  if (!content.some((block) => isJsonObject(member(block, 'toolUse')))) return [];
  const blocks = rawElements(rawMember(json, 'output', 'message', 'content') ?? '');
  return content.flatMap((block, index) => {
    const toolUse = member(block, 'toolUse');
    if (!isJsonObject(toolUse)) return [];
    const { toolUseId, name, input } = toolUse;
    const written = input == null ? undefined : rawMember(blocks[index] ?? '', 'toolUse', 'input');
    return [{ id: toolUseId, type: 'function', function: { name, arguments: written ?? '{}' } }];
  });
}

function member(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined;
}
