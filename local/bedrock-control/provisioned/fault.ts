import { ProvisionedErrorCode } from './provisioned-error';

export const PROVISIONED_OPERATIONS = [
  'CreateProvisionedModelThroughput',
  'GetProvisionedModelThroughput',
  'UpdateProvisionedModelThroughput',
  'DeleteProvisionedModelThroughput',
  'TagResource',
  'UntagResource',
] as const;

export type ProvisionedOperation = (typeof PROVISIONED_OPERATIONS)[number];

/** What can go wrong with a call: an error in the place of the effect, or a connection that is lost before or after it. */
export type ProvisionedFault = ProvisionedErrorCode | 'lostRequest' | 'lostAnswer';

export interface FaultRule {
  /** Absent: any. */
  readonly operation?: ProvisionedOperation;
  readonly fault: ProvisionedFault;
  /** Calls that suffer it. Absent: all. */
  readonly count?: number;
}

/** The faults that are set at present. Each call suffers at most one, the first that was set. */
export class FaultQueue {
  private rules: (FaultRule & { left: number })[] = [];

  add(rule: FaultRule): void {
    this.rules.push({ ...rule, left: rule.count ?? Infinity });
  }

  clear(): void {
    this.rules = [];
  }

  next(operation: ProvisionedOperation): ProvisionedFault | undefined {
    const rule = this.rules.find((candidate) => candidate.operation === undefined || candidate.operation === operation);
    if (!rule) return undefined;
    rule.left -= 1;
    if (rule.left <= 0) this.rules = this.rules.filter((other) => other !== rule);
    return rule.fault;
  }
}
