import { answerBlock } from './answer-blocks';
import { stopDetails, stopReasonOf } from './stop-reason';
import { stopSequenceOf } from './stop-sequence';
import { tokenUsage } from './token-usage';
import { ConverseAnswer } from '../../../core/converse';
import { GatewayError } from '../../../core/gateway-error';
import { utf8 } from '../../shared/answers';
import { isJsonObject, JsonObject, readJson } from '../../shared/json';
import { failureBehind } from '../../shared/model-failure';
import { rawElements, rawMember } from '../../shared/raw-json';
import { HttpAnswer, ServedBy } from '../../surface';

/** What every message begins with, a streamed one too. */
export function messageHead({ requestId, route }: ServedBy): JsonObject {
  return { id: `msg_${requestId}`, type: 'message', role: 'assistant', model: route, container: null };
}

/**
 * A complete answer as a message.
 * @param stopSequences those that the request has
 * @throws GatewayError when the model has failed, and when its answer has not the shape of a Converse response
 */
export function messageAnswer(answer: ConverseAnswer, served: ServedBy, stopSequences: readonly string[]): HttpAnswer {
  const failure = failureBehind(answer.stopReason);
  if (failure) throw failure;
  const json = new TextDecoder().decode(answer.body);
  const reading = readJson(json);
  const response = reading.kind === 'value' && isJsonObject(reading.value) ? reading.value : {};
  const reason = stopReasonOf(answer.stopReason);
  const head = JSON.stringify(messageHead(served));
  const rest = JSON.stringify({
    stop_reason: reason,
    stop_sequence: stopSequenceOf(answer.stopReason, response.additionalModelResponseFields, stopSequences),
    stop_details: stopDetails(reason),
    usage: tokenUsage(answer.usage),
  });
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'request-id': served.requestId },
    body: utf8(`${head.slice(0, -1)},"content":[${contentOf(response, json).join(',')}],${rest.slice(1)}`),
  };
}

function contentOf({ output }: JsonObject, json: string): readonly string[] {
  const message = isJsonObject(output) ? output.message : undefined;
  const content = isJsonObject(message) ? message.content : undefined;
  if (!Array.isArray(content)) throw new GatewayError('modelFailed', 'the model answered with something other than a message; send the request again');
  const written = rawElements(rawMember(json, 'output', 'message', 'content') ?? '');
  return content.flatMap((block: unknown, index) => answerBlock(block, written[index] ?? ''));
}
