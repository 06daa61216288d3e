import { AffinityPlan } from '../../../src/contract/plan';
import { ConverseBody } from '../converse';
import { hashText } from './hash-text';
import { textOf } from './text-of';

/** Characters that are read of each part of a conversation, and of a header: 16,384 at most for one request. */
const SYSTEM_BUDGET = 4_096;
const TOOLS_BUDGET = 4_096;
const FIRST_MESSAGE_BUDGET = 8_192;
const HEADER_BUDGET = 4_096;

/**
 * What requests have in common that are to meet the same target: equal keys, equal order of targets. The tenant is
 * part of it. A digest: neither a prompt nor a header can be read from it, and yet it is not for logs.
 * @returns nothing where the strategy is to decide: without affinity, or without the header
 */
export function affinityKey(
  plan: AffinityPlan | undefined, tenant: string, body: ConverseBody, header: (name: string) => string | undefined,
): string | undefined {
  if (!plan) return undefined;
  const subject = plan.kind === 'header' ? header(plan.name)?.slice(0, HEADER_BUDGET) : beginningOf(body);
  if (subject === undefined || subject === '') return undefined;
  const { high, low } = hashText(`${tenant}\u0000${plan.kind}\u0000${subject}`);
  return `${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}`;
}

/**
 * What stays the same in all turns of a conversation and stands first in the prompt, where the cache looks. Each
 * part has a budget of its own, so that conversations that share a long system prompt still differ. The choice of
 * tool is left out, because it may change from turn to turn.
 */
function beginningOf({ system, toolConfig, messages }: ConverseBody): string {
  const firstMessage = messages.find(({ role }) => role === 'user')?.content;
  return textOf(toolConfig?.tools, TOOLS_BUDGET) + textOf(system, SYSTEM_BUDGET) + textOf(firstMessage, FIRST_MESSAGE_BUDGET);
}
