import { finishReason } from './finish-reason';
import { tokenUsage } from './token-usage';
import { ConverseAnswer } from '../../../core/converse';
import { jsonAnswer } from '../../shared/answers';
import { failureBehind } from '../../shared/model-failure';
import { HttpAnswer, ServedBy } from '../../surface';
import { AnswerBlock, readAnswer } from '../shared/answer-blocks';
import { servedTier } from '../shared/service-tier';

/**
 * A complete answer as a `chat.completion`. Text and tool calls are shown, and reasoning in a member of its own, which this
 * API does not have and many servers that speak it do; images and other blocks have no place in it and are left out.
 * @throws GatewayError when the model has failed, and when its answer has not the shape of a Converse response
 */
export function completionAnswer(answer: ConverseAnswer, served: ServedBy): HttpAnswer {
  const failure = failureBehind(answer.stopReason);
  if (failure) throw failure;
  const { blocks, parsed } = readAnswer(answer);
  const text = joinedText(blocks, 'text');
  const reasoning = joinedText(blocks, 'reasoning');
  const toolCalls = blocks.flatMap((block) => block.kind === 'call' ? [toolCallOf(block)] : []);
  const tier = servedTier(parsed);
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
        ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
        ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
      },
      logprobs: null,
      finish_reason: finishReason(answer.stopReason),
    }],
    ...(tier === undefined ? {} : { service_tier: tier }),
    usage: tokenUsage(answer.usage),
  }, { 'x-request-id': served.requestId });
}

function joinedText(blocks: readonly AnswerBlock[], kind: 'text' | 'reasoning'): string {
  return blocks.map((block) => block.kind === kind ? block.text : '').join('');
}

function toolCallOf({ id, name, arguments: written }: AnswerBlock & { readonly kind: 'call' }): object {
  return { id, type: 'function', function: { name, arguments: written } };
}
