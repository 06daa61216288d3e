import { authorizeCall } from './authorize-call';
import { throttlingError, validationError } from './bedrock-error';
import { BedrockState } from './bedrock-state';
import { isStreamFault } from './faults/fault';
import { MetFault } from './faults/fault-list';
import { sufferLatency, sufferTerminal } from './faults/suffer-faults';
import { Answer, generateAnswer } from './generate-answer';
import { answerUnder, AppliedGuardrail, guardrailOf, withGuardrailAction } from './guardrails';
import { ModelReference, resolveModel } from './model-id';
import { isStreamOperation } from './operation';
import { AwsRequest, AwsResponse } from '../aws/service';
import { countTokens, parseInferenceCall } from './operations/parse-call';
import { ParsedCall } from './operations/parsed-call';
import { reservationOf } from './quota/token-arithmetic';
import { RunningCall } from './running-call';
import { streamAnswer } from './stream-answer';

/**
 * Model, permission, body, faults, quota, answer: in this order, so that a call that fails costs nothing.
 * @throws AwsError, or ConnectionLost
 */
export async function serveCall(state: BedrockState, call: RunningCall, called: string): Promise<AwsResponse> {
  const { request, operation } = call;
  const model = resolveModel(called, { accountId: request.caller.accountId, region: request.region }, state.resources, operation !== 'CountTokens');
  call.model = model;
  authorizeCall(request, operation, model);
  if (operation === 'CountTokens') return serveCount(state, call, model);
  const read = parseInferenceCall(request, operation, model, state.seed);
  const guardrail = guardrailOf(state.guardrails, request, operation, read.body);
  const parsed = guardrail ? { ...read, wire: withGuardrailAction(read.wire, operation) } : read;
  const met = meetFaults(state, call, model);
  await sufferTerminal(call, met, model);
  const answer = admit(state, call, model, parsed, met, guardrail);
  await sufferLatency(call, met);
  return isStreamOperation(operation) ? stream(state, call, model, parsed, answer, met) : whole(state, call, model, parsed, answer);
}

async function serveCount(state: BedrockState, call: RunningCall, model: ModelReference): Promise<AwsResponse> {
  // Models that are called through profiles alone are counted too, and no profile is, as others have found out:
  // https://github.com/Boise-State-Development/agentcore-public-stack/pull/430
  if (model.kind !== 'foundation-model') {
    throw validationError("The provided model doesn't support counting tokens.");
  }
  const inputTokens = countTokens(call.request, model);
  const met = meetFaults(state, call, model);
  await sufferTerminal(call, met, model);
  met.forEach((one) => one.use());
  await sufferLatency(call, met);
  call.finish({ outcome: 'success' });
  return jsonResponse(call.request, { inputTokens });
}

/** Chooses the Region that serves, and the faults that the call meets there. */
function meetFaults(state: BedrockState, call: RunningCall, model: ModelReference): readonly MetFault[] {
  const { caller: { accountId: account }, region } = call.request;
  const inRegion = (inferenceRegion: string) => ({ account, region, inferenceRegion, model, operation: call.operation });
  const open = model.destinations.filter((destination) => !state.faults.isOut(inRegion(destination)));
  call.inferenceRegion = state.servingRegions.pick(open.length > 0 ? open : model.destinations);
  return state.faults.meet(inRegion(call.inferenceRegion));
}

/** Takes the reservation and works out the answer. @throws ThrottlingException, at no cost */
function admit(
  state: BedrockState, call: RunningCall, model: ModelReference, parsed: ParsedCall, met: readonly MetFault[], guardrail?: AppliedGuardrail,
): Answer {
  const { id: requestId, region, caller: { accountId } } = call.request;
  const modelName = model.foundationModelId ?? model.arn;
  const { input, remember } = state.promptCache.split([accountId, region, modelName].join('|'), parsed.prompt);
  const limits = state.quotaRules.limitsOf(accountId, region, model.pool);
  const pool = state.pools.of(accountId, region, model.pool);
  const admission = pool.admit(state.clock.now(), limits, reservationOf(input, parsed.prompt.maxTokens));
  if (!admission.admitted) throw throttlingError(admission.exceeded);
  met.forEach((one) => one.use());
  remember();
  call.hold({ parsed, input, settle: admission.settle, leave: state.servingRegions.enter(call.inferenceRegion ?? region) });
  const { outputTokens, reasoningTokens, charactersPerToken } = state.behaviours.of(model);
  const answer = generateAnswer(parsed.prompt, { seed: state.seed, model: modelName, outputTokens, reasoningTokens, charactersPerToken, requestId });
  const filtered: Answer = met.some(({ fault }) => fault.kind === 'contentFilter') ? { ...answer, stopReason: 'content_filtered' } : answer;
  return guardrail ? answerUnder(guardrail, parsed.prompt, filtered) : filtered;
}

function stream(
  state: BedrockState, call: RunningCall, model: ModelReference, parsed: ParsedCall, answer: Answer, met: readonly MetFault[],
): AwsResponse {
  const faults = met.map((one) => one.fault).filter(isStreamFault);
  return {
    status: 200,
    headers: { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': call.request.id, ...parsed.wire.streamHeaders },
    body: streamAnswer(call, { answer, wire: parsed.wire, behaviour: state.behaviours.of(model), faults }),
  };
}

async function whole(
  state: BedrockState, call: RunningCall, model: ModelReference, parsed: ParsedCall, answer: Answer,
): Promise<AwsResponse> {
  const { timeToFirstTokenMs, interTokenMs } = state.behaviours.of(model);
  // The model finishes an answer that is not streamed, whether the caller waits for it or not.
  call.outputTokens = answer.outputTokens;
  call.outputBody = parsed.wire.whole(answer, call.usage, call.timings);
  const ms = timeToFirstTokenMs + interTokenMs * Math.max(0, answer.outputTokens - 1);
  if (ms > 0) await call.clock.sleep(ms, call.request.signal);
  const json = parsed.wire.whole(answer, call.usage, call.timings);
  call.outputBody = json;
  call.finish({ outcome: 'success' });
  return jsonResponse(call.request, json, parsed.wire.headers(call.usage, call.timings));
}

function jsonResponse(request: AwsRequest, json: unknown, headers: Readonly<Record<string, string>> = {}): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': request.id, ...headers },
    body: Buffer.from(JSON.stringify(json)),
  };
}
