import { draftsOf, itemId, itemOf } from './output-items';
import { outcomeOf, responseObject } from './response-object';
import { ResponseSettings } from './response-settings';
import { responseUsage } from './response-usage';
import { ConverseAnswer } from '../../../core/converse';
import { jsonAnswer } from '../../shared/answers';
import { failureBehind } from '../../shared/model-failure';
import { HttpAnswer, ServedBy } from '../../surface';
import { readAnswer } from '../shared/answer-blocks';
import { servedTier } from '../shared/service-tier';

/**
 * A complete answer as a `response`. Text, tool calls and reasoning are its items; images and other blocks have no place in
 * this API and are left out.
 * @throws GatewayError when the model has failed, and when its answer has not the shape of a Converse response
 */
export function responseAnswer(answer: ConverseAnswer, served: ServedBy, settings: ResponseSettings): HttpAnswer {
  const failure = failureBehind(answer.stopReason);
  if (failure) throw failure;
  const { blocks, parsed } = readAnswer(answer);
  const outcome = outcomeOf(answer.stopReason);
  const drafts = draftsOf(blocks);
  // Only the last item can have been cut.
  const output = drafts.map((draft, index) => itemOf(draft, itemId(draft, served.requestId, index),
    outcome.status === 'incomplete' && index === drafts.length - 1 ? 'incomplete' : 'completed'));
  const contents = { output, usage: responseUsage(answer.usage), tier: servedTier(parsed) };
  return jsonAnswer(200, responseObject(served, settings, outcome, contents), { 'x-request-id': served.requestId });
}
