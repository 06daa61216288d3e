import { hashText } from './hash-text';
import { AffinityPlan } from '../../../src/contract/plan';

/** Characters that are read of a header. */
const HEADER_BUDGET = 4_096;

/**
 * What requests have in common that are to meet the same target: equal keys, equal order of targets. The tenant is
 * part of it. A digest: neither a prompt nor a header can be read from it, and yet it is not for logs.
 * @returns nothing where the strategy is to decide: without affinity, or without the header
 */
export function affinityKey(
  plan: AffinityPlan | undefined, tenant: string, beginning: () => string, header: (name: string) => string | undefined,
): string | undefined {
  if (!plan) return undefined;
  const subject = plan.kind === 'header' ? header(plan.name)?.slice(0, HEADER_BUDGET) : beginning();
  if (subject === undefined || subject === '') return undefined;
  const { high, low } = hashText(`${tenant}\u0000${plan.kind}\u0000${subject}`);
  return `${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}`;
}
