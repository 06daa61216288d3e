import { invalidModelIdentifier, renderBedrockError } from './bedrock-error';
import { BedrockProps, BedrockState, createState } from './bedrock-state';
import { Behaviour } from './behaviour';
import { FaultRule } from './faults/fault';
import { ActiveFault } from './faults/fault-list';
import { SimulatedGuardrail } from './guardrails';
import { parseModelId, poolOf } from './model-id';
import { Attempt } from './observe/attempt';
import { InvocationRecord } from './observe/invocation-log';
import { parseRoute } from './operation';
import { QuotaLimits, QuotaRule, QuotaSelector } from './quota/quota-rules';
import { RunningCall } from './running-call';
import { serveCall } from './serve-call';
import { AwsError, AwsRequest, AwsResponse, AwsService } from '../aws/service';

/** What is set at present, as plain JSON. */
export interface BedrockDescription {
  readonly quotas: readonly QuotaRule[];
  readonly faults: readonly ActiveFault[];
  readonly behaviours: readonly Behaviour[];
}

/** The runtime of Amazon Bedrock in every account and Region, each made when it is first touched. */
export class SimulatedBedrock implements AwsService {
  readonly signingName = 'bedrock';
  private readonly state: BedrockState;

  constructor(props: BedrockProps) {
    this.state = createState(props);
  }

  /** Every call that has ended, oldest first. */
  get attempts(): readonly Attempt[] {
    return this.state.recorder.attempts.toArray();
  }

  /** How many calls have not ended. One whose caller has left ends as soon as that is noticed. */
  get running(): number {
    return this.state.recorder.running;
  }

  /** The invocation log, oldest first. */
  get records(): readonly InvocationRecord[] {
    return this.state.recorder.records.toArray();
  }

  /** @throws AwsError for `renderError`, or ConnectionLost */
  async handle(request: AwsRequest): Promise<AwsResponse> {
    const { operation, modelSegment } = parseRoute(request.method, request.path);
    const called = decodeModelId(modelSegment);
    const call = new RunningCall(request, operation, called ?? modelSegment, this.state.clock, this.state.recorder);
    try {
      if (called === undefined) throw invalidModelIdentifier();
      return await serveCall(this.state, call, called);
    } catch (error) {
      throw call.fail(error);
    }
  }

  renderError(error: AwsError, request: Pick<AwsRequest, 'id'>): AwsResponse {
    return renderBedrockError(error, request.id);
  }

  /** Sets limits; the model is the id that callers use, which selects the on-demand, the geographic or the Global pool. */
  setQuota(selector: QuotaSelector, limits: QuotaLimits): void {
    this.state.quotaRules.set(selector, limits, poolOf(parseModelId(selector.model), this.state.resources));
  }

  setBehaviour(behaviour: Behaviour): void {
    this.state.behaviours.set(behaviour);
  }

  /** @returns the id that `clearFaults` takes */
  addFault(rule: FaultRule): string {
    return this.state.faults.add(rule);
  }

  /** Replaces every fault. @returns their ids, in order */
  setFaults(rules: readonly FaultRule[]): readonly string[] {
    this.state.faults.clear();
    return rules.map((rule) => this.state.faults.add(rule));
  }

  /** Clears one fault, or all. @returns whether there was anything to clear */
  clearFaults(id?: string): boolean {
    return this.state.faults.clear(id);
  }

  /**
   * Tells what an application inference profile copies or what Provisioned Throughput serves. One that was never
   * registered answers all the same, in its own Region and under a quota of its own.
   * @param arn of the application inference profile or the Provisioned Throughput
   * @param source the id or ARN of a foundation model or of a system-defined profile
   */
  registerResource(arn: string, source: string): void {
    if (!['application-profile', 'provisioned-model'].includes(kindOf(arn))) {
      throw new Error(`arn: received ${arn}; expected the ARN of an application inference profile or of Provisioned Throughput.`);
    }
    if (!['foundation-model', 'geo-profile', 'global-profile'].includes(kindOf(source))) {
      throw new Error(`source: received ${source}; expected the id or ARN of a foundation model or of a system-defined inference profile.`);
    }
    this.state.resources.set(arn, source);
  }

  /** Makes a guardrail, or replaces the one of that ARN. */
  setGuardrail(guardrail: SimulatedGuardrail): void {
    this.state.guardrails.set(guardrail);
  }

  describe(): BedrockDescription {
    const { quotaRules, faults, behaviours } = this.state;
    return { quotas: quotaRules.list(), faults: faults.list(), behaviours: behaviours.list() };
  }

  /** Forgets quotas, their use, faults, behaviours and everything recorded; registered resources and guardrails stay. */
  reset(): void {
    const { quotaRules, pools, faults, behaviours, promptCache, recorder } = this.state;
    for (const part of [quotaRules, pools, faults, behaviours, promptCache, recorder]) part.clear();
  }
}

export function createBedrock(props: BedrockProps): SimulatedBedrock {
  return new SimulatedBedrock(props);
}

/** A model id may come with its colons and slashes encoded, or with raw colons. */
function decodeModelId(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function kindOf(modelId: string): string {
  try {
    return parseModelId(modelId).kind;
  } catch {
    return 'none';
  }
}
