import { InferenceRequest } from './inference-request';
import { ConverseBody } from '../converse';
import { GatewayError } from '../gateway-error';
import { InvokeSettings, JsonMembers } from '../invoke/invoke-body';

/** What every member that is meant for a guardrail begins with, and the tags around what it is to look at. */
const RESERVED_MEMBER = 'amazon-bedrock-guardrail';
const RESERVED_TAG = 'amazon-bedrock-guardrails-guardContent';

/**
 * What a caller could write to have a guardrail look at a part of a request only, or to learn what it looks for. Where a
 * route enforces one, that is the operator's to decide.
 *
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html (guardContent) and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tagging.html (tags in the body of InvokeModel)
 * @throws GatewayError that names the field
 */
export function refuseExemptions(request: InferenceRequest): void {
  switch (request.kind) {
    case 'converse': return refuseInConverse(request.body);
    case 'invoke': return refuseInInvoke(request.json, request.settings);
    // It is sent in the words of Converse, which the surface has made.
    case 'translated':
    case 'embed': return;
  }
}

function refuseInConverse({ additionalModelRequestFields, messages, system = [] }: ConverseBody): void {
  messages.forEach(({ content }, message) => content.forEach((block, index) => refuseGuardContent(block, `messages[${message}].content[${index}]`)));
  system.forEach((block, index) => refuseGuardContent(block, `system[${index}]`));
  if (typeof additionalModelRequestFields === 'object' && additionalModelRequestFields !== null) {
    refuseMembers(additionalModelRequestFields as JsonMembers, 'additionalModelRequestFields.');
  }
}

function refuseGuardContent(block: JsonMembers, field: string): void {
  if (block.guardContent != null) throw refusal(`${field}.guardContent`, 'the guardrail of this model looks at all of a request; send the content as text');
}

function refuseInInvoke(json: JsonMembers, { trace }: InvokeSettings): void {
  refuseMembers(json, '');
  if (trace !== undefined) throw refusal('X-Amzn-Bedrock-Trace', 'the guardrail of this model is the operator\'s, and so is its trace; leave it out');
  if (JSON.stringify(json).includes(RESERVED_TAG)) {
    throw refusal('body', `the guardrail of this model looks at all of a request; leave out the tags ${RESERVED_TAG}`);
  }
}

function refuseMembers(members: JsonMembers, path: string): void {
  const reserved = Object.keys(members).find((name) => name.startsWith(RESERVED_MEMBER));
  if (reserved !== undefined) throw refusal(path + reserved, 'the guardrail of this model cannot be changed by a caller; leave it out');
}

function refusal(field: string, rule: string): GatewayError {
  return new GatewayError('invalidRequest', `${field}: ${rule}`, { field });
}
