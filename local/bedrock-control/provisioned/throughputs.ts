import { createHash } from 'node:crypto';
import { FaultQueue, FaultRule, ProvisionedOperation } from './fault';
import { boughtModel, BoughtModel } from './model';
import { provisionedError, ProvisionedErrorCode } from './provisioned-error';
import { ConnectionLost } from '../../aws/service';
import { Clock } from '../../clock';

export type Commitment = 'OneMonth' | 'SixMonths';
export type ProvisionedStatus = 'Creating' | 'InService' | 'Updating' | 'Failed';

export interface CreateInput {
  readonly provisionedModelName: string;
  readonly modelId: string;
  readonly modelUnits: number;
  readonly commitmentDuration?: Commitment;
  readonly clientRequestToken?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface UpdateInput {
  readonly desiredProvisionedModelName?: string;
  readonly desiredModelId?: string;
}

/** Provisioned Throughput that somebody pays for. */
export interface SimulatedThroughput {
  readonly arn: string;
  readonly createdAt: number;
  readonly modelUnits: number;
  readonly commitment?: Commitment;
  name: string;
  model: BoughtModel;
  desiredModel: BoughtModel;
  status: ProvisionedStatus;
  modifiedAt: number;
  commitmentEnd?: number;
  failureMessage?: string;
  tags: Record<string, string>;
}

export interface ThroughputsProps {
  readonly clock: Pick<Clock, 'now'>;
  readonly accountId?: string;
  readonly region?: string;
  /**
   * Between the creation and `InService`.
   * @default ten minutes
   */
  readonly creationMs?: number;
  /**
   * Between a change of the model and `InService`.
   * @default five minutes
   */
  readonly updateMs?: number;
  /**
   * Model units that the account may have.
   * @default 100; a real account has 0 until AWS grants some
   */
  readonly unitQuota?: number;
  /**
   * What deleting under a commitment is refused with, which AWS does not document.
   * @default 'ValidationException'
   */
  readonly commitmentRefusal?: ProvisionedErrorCode;
  /**
   * Whether a name has to be unique, which AWS does not say, although names can be asked for in the place of ARNs.
   * @default true
   */
  readonly uniqueNames?: boolean;
}

const NAME = /^([0-9a-zA-Z][-_]?){1,63}$/;
const MONTHS = { OneMonth: 1, SixMonths: 6 } as const;
const MOST_TAGS = 50;

/** The Provisioned Throughput of one account in one Region, as its control plane keeps it. */
export class Throughputs {
  readonly accountId: string;
  readonly region: string;
  /** The calls that have had an effect, oldest first. */
  readonly calls: ProvisionedOperation[] = [];
  private readonly byArn = new Map<string, SimulatedThroughput>();
  private readonly arnByToken = new Map<string, string>();
  private readonly faults = new FaultQueue();
  private readonly readyAt = new Map<string, number>();
  private failures: string[] = [];
  private made = 0;

  constructor(private readonly props: ThroughputsProps) {
    this.accountId = props.accountId ?? '111111111111';
    this.region = props.region ?? 'us-east-1';
  }

  /** Everything that is paid for, oldest first. */
  list(): readonly SimulatedThroughput[] {
    this.settle();
    return [...this.byArn.values()];
  }

  addFault(rule: FaultRule): void {
    this.faults.add(rule);
  }

  /** Also failures that have not happened yet. */
  clearFaults(): void {
    this.faults.clear();
    this.failures = [];
  }

  /** The next creation or change of a model ends as `Failed`. */
  failNext(message: string): void {
    this.failures.push(message);
  }

  create(input: CreateInput, arn = this.nextArn()): string {
    return this.call('CreateProvisionedModelThroughput', () => {
      const model = boughtModel(input.modelId, this.region);
      const known = input.clientRequestToken === undefined ? undefined : this.arnByToken.get(input.clientRequestToken);
      if (known !== undefined) return known;
      this.checkName(input.provisionedModelName);
      if (!(Number.isInteger(input.modelUnits) && input.modelUnits >= 1)) throw provisionedError('ValidationException', `modelUnits: ${input.modelUnits} is not at least 1.`);
      if (Object.keys(input.tags).length > MOST_TAGS) throw provisionedError('TooManyTagsException', `${Object.keys(input.tags).length} tags; at most ${MOST_TAGS}.`);
      const units = this.list().reduce((total, { modelUnits }) => total + modelUnits, input.modelUnits);
      if (units > (this.props.unitQuota ?? 100)) throw provisionedError('ServiceQuotaExceededException', `The account may have ${this.props.unitQuota ?? 100} model units; this would make it ${units}.`);
      const now = this.props.clock.now();
      this.made += 1;
      this.byArn.set(arn, {
        arn,
        createdAt: now,
        modifiedAt: now,
        name: input.provisionedModelName,
        modelUnits: input.modelUnits,
        model,
        desiredModel: model,
        status: 'Creating',
        tags: { ...input.tags },
        commitment: input.commitmentDuration,
        commitmentEnd: input.commitmentDuration && later(now, input.commitmentDuration),
      });
      this.readyAt.set(arn, now + (this.props.creationMs ?? 10 * 60_000));
      if (input.clientRequestToken !== undefined) this.arnByToken.set(input.clientRequestToken, arn);
      return arn;
    });
  }

  get(id: string): SimulatedThroughput {
    return this.call('GetProvisionedModelThroughput', () => ({ ...this.find(id) }));
  }

  update(id: string, { desiredProvisionedModelName: name, desiredModelId }: UpdateInput): void {
    this.call('UpdateProvisionedModelThroughput', () => {
      const found = this.find(id);
      if (found.status !== 'InService' && found.status !== 'Failed') throw provisionedError('ConflictException', `The Provisioned Throughput is ${found.status}.`);
      const model = desiredModelId === undefined ? undefined : boughtModel(desiredModelId, this.region);
      if (model) checkSwap(found, model);
      if (name !== undefined && name !== found.name) this.checkName(name);
      found.name = name ?? found.name;
      found.modifiedAt = this.props.clock.now();
      if (!model) return;
      found.desiredModel = model;
      found.status = 'Updating';
      this.readyAt.set(found.arn, found.modifiedAt + (this.props.updateMs ?? 5 * 60_000));
    });
  }

  delete(id: string): void {
    this.call('DeleteProvisionedModelThroughput', () => {
      const found = this.find(id);
      const now = this.props.clock.now();
      if (found.commitmentEnd !== undefined && found.commitmentEnd > now && found.status !== 'Failed') {
        throw provisionedError(this.props.commitmentRefusal ?? 'ValidationException', "You can't delete a Provisioned Throughput before its commitment term is over.");
      }
      if (found.status === 'Creating' || found.status === 'Updating') throw provisionedError('ConflictException', `The Provisioned Throughput is ${found.status}.`);
      this.byArn.delete(found.arn);
    });
  }

  tag(arn: string, tags: Readonly<Record<string, string>>): void {
    this.call('TagResource', () => {
      const found = this.find(arn);
      const all = { ...found.tags, ...tags };
      if (Object.keys(all).length > MOST_TAGS) throw provisionedError('TooManyTagsException', `${Object.keys(all).length} tags; at most ${MOST_TAGS}.`);
      found.tags = all;
    });
  }

  untag(arn: string, keys: readonly string[]): void {
    this.call('UntagResource', () => {
      const found = this.find(arn);
      found.tags = Object.fromEntries(Object.entries(found.tags).filter(([key]) => !keys.includes(key)));
    });
  }

  /** The ARN that the next creation gives, which permissions to tag it are asked about. */
  nextArn(): string {
    const id = createHash('sha256').update(`${this.accountId} ${this.region} ${this.made}`).digest('hex').slice(0, 12);
    return `arn:aws:bedrock:${this.region}:${this.accountId}:provisioned-model/${id}`;
  }

  /** The throughput of an ARN or a name; also for the permissions, which are about ARNs. */
  peek(id: string): SimulatedThroughput | undefined {
    this.settle();
    return this.byArn.get(id) ?? [...this.byArn.values()].find(({ name }) => name === id);
  }

  private find(id: string): SimulatedThroughput {
    const found = this.peek(id);
    if (!found) throw provisionedError('ResourceNotFoundException', `Could not find the Provisioned Throughput ${id}.`);
    return found;
  }

  private checkName(name: string): void {
    if (!NAME.test(name)) throw provisionedError('ValidationException', `provisionedModelName: '${name}' does not match ${NAME.source}.`);
    if ((this.props.uniqueNames ?? true) && this.peek(name)) throw provisionedError('ValidationException', `There is a Provisioned Throughput '${name}' already.`);
  }

  private call<Result>(operation: ProvisionedOperation, effect: () => Result): Result {
    const fault = this.faults.next(operation);
    if (fault === 'lostRequest') throw new ConnectionLost();
    if (fault !== undefined && fault !== 'lostAnswer') throw provisionedError(fault, `${operation} was made to fail.`);
    this.settle();
    const result = effect();
    this.calls.push(operation);
    if (fault === 'lostAnswer') throw new ConnectionLost();
    return result;
  }

  /** What time has done meanwhile: work that is over, and terms that have renewed themselves. */
  private settle(): void {
    const now = this.props.clock.now();
    for (const throughput of this.byArn.values()) {
      const readyAt = this.readyAt.get(throughput.arn);
      if (readyAt !== undefined && readyAt <= now) this.finish(throughput);
      while (throughput.commitment && throughput.commitmentEnd !== undefined && throughput.commitmentEnd <= now - RENEWAL_GRACE_MS) {
        throughput.commitmentEnd = later(throughput.commitmentEnd, throughput.commitment);
      }
    }
  }

  private finish(throughput: SimulatedThroughput): void {
    this.readyAt.delete(throughput.arn);
    const failure = this.failures.shift();
    throughput.status = failure === undefined ? 'InService' : 'Failed';
    throughput.failureMessage = failure;
    if (failure === undefined) throughput.model = throughput.desiredModel;
    else throughput.desiredModel = throughput.model;
  }
}

/** When exactly a term renews itself is not documented; here one can be deleted for a day. */
const RENEWAL_GRACE_MS = 24 * 60 * 60_000;

function later(from: number, commitment: Commitment): number {
  const end = new Date(from);
  end.setUTCMonth(end.getUTCMonth() + MONTHS[commitment]);
  return end.getTime();
}

function checkSwap(throughput: SimulatedThroughput, model: BoughtModel): void {
  if (!throughput.model.custom) throw provisionedError('ValidationException', "You can't change the model of a Provisioned Throughput that is associated with a base model.");
  if (model.foundationModelArn !== throughput.model.foundationModelArn) {
    throw provisionedError('ValidationException', 'The desired model was not customized from the same base model.');
  }
}
