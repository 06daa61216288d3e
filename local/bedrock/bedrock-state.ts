import { Clock } from '../clock';
import { Behaviours } from './behaviour';
import { Sinks } from '../sinks/sinks';
import { FaultList } from './faults/fault-list';
import { Guardrails } from './guardrails';
import { Recorder } from './observe/recorder';
import { PromptCache } from './prompt-cache';
import { QuotaPools } from './quota/quota-pools';
import { QuotaRules } from './quota/quota-rules';
import { seededRandom } from './random';
import { ServingRegions } from './serving-region';
import { LoggingSettings } from '../bedrock-control/logging/logging-settings';

const DEFAULT_SEED = 1;
const DEFAULT_RETAINED_CALLS = 100_000;

export interface BedrockProps {
  readonly clock: Clock;
  readonly sinks: Sinks;
  /** Decides the answers and, unless `random` is given, the serving Regions. @default 1 */
  readonly seed?: number;
  /** A source of numbers in [0, 1). @default one that follows from the seed */
  readonly random?: () => number;
  /** Where model invocation logging is configured. @default nowhere: nothing is delivered */
  readonly logging?: Pick<LoggingSettings, 'get'>;
  /** How many attempts and how many records are kept. @default 100000 */
  readonly retainedCalls?: number;
}

/** Everything that the simulated Bedrock remembers between calls. */
export interface BedrockState {
  readonly clock: Clock;
  readonly seed: number;
  readonly recorder: Recorder;
  readonly faults: FaultList;
  readonly promptCache: PromptCache;
  readonly quotaRules: QuotaRules;
  readonly pools: QuotaPools;
  readonly behaviours: Behaviours;
  readonly servingRegions: ServingRegions;
  /** What application profiles copy and what Provisioned Throughput serves, by ARN. */
  readonly resources: Map<string, string>;
  readonly guardrails: Guardrails;
}

export function createState(props: BedrockProps): BedrockState {
  const seed = props.seed ?? DEFAULT_SEED;
  return {
    clock: props.clock,
    seed,
    recorder: new Recorder(props.sinks, props.retainedCalls ?? DEFAULT_RETAINED_CALLS, props.logging),
    faults: new FaultList(props.clock),
    promptCache: new PromptCache(props.clock),
    quotaRules: new QuotaRules(),
    pools: new QuotaPools(),
    behaviours: new Behaviours(),
    servingRegions: new ServingRegions(props.random ?? seededRandom(seed)),
    resources: new Map(),
    guardrails: new Guardrails(),
  };
}
