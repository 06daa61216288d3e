import { CloudFormationRequest, CloudFormationResponse } from './provider-framework';

/** What a deployment came to. */
export interface Outcome {
  readonly status: 'complete' | 'rolledBack' | 'rollbackFailed' | 'deleteFailed';
  /** Every reason of a failure, in order. */
  readonly reasons: readonly string[];
}

export interface StackOptions {
  readonly handle: (request: CloudFormationRequest) => Promise<CloudFormationResponse>;
  readonly resourceType: string;
  readonly stackName?: string;
  readonly logicalId?: string;
  /** Whether a resource that leaves the stack is left alone: `RetainExceptOnCreate`. */
  readonly retain?: boolean;
  /**
   * Which id a rollback is told that replaces what was replaced, or failed to be: AWS does not document it.
   * @default 'new'
   */
  readonly rollbackFrom?: 'former' | 'new';
}

type Properties = Readonly<Record<string, unknown>>;

interface Kept {
  readonly physicalId: string;
  readonly properties: Properties;
}

/** Numbers the requests of all stacks, as their ids are unique. */
let requests = 0;
/** And the stacks: one that is made again has another id under the same name. */
let stacks = 0;

/**
 * A stack with one custom resource, as CloudFormation treats it: roll back on failure, clean up after a replacement.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
 */
export class OneResourceStack {
  private id = this.newId();
  private resource?: Kept;
  /** A rollback that failed: nothing else can be done with the stack until it has been continued. */
  private halfway?: { readonly told: string; readonly reported: string; readonly former: Kept; readonly properties: Properties };
  /** The answer to the last request that succeeded. */
  attributes: Readonly<Record<string, unknown>> = {};

  constructor(private readonly options: StackOptions) {}

  get physicalId(): string | undefined {
    return this.resource?.physicalId;
  }

  /** Every id that CloudFormation still has to deal with. */
  get known(): readonly string[] {
    return [this.resource?.physicalId, this.halfway?.told, this.halfway?.reported].flatMap((id) => (id === undefined ? [] : [id]));
  }

  /** @param elsewhere whether another resource of the stack fails afterwards */
  async deploy(properties: Properties, elsewhere: 'succeeds' | 'fails' = 'succeeds'): Promise<Outcome> {
    const continued = await this.continueRollback();
    if (continued?.status === 'rollbackFailed') return continued;
    return this.resource ? this.update(this.resource, properties, elsewhere) : this.create(properties, elsewhere);
  }

  async delete(): Promise<Outcome> {
    const continued = await this.continueRollback();
    if (continued?.status === 'rollbackFailed') return continued;
    const { resource } = this;
    if (!resource) return { status: 'complete', reasons: [] };
    if (this.options.retain) {
      this.forget();
      return { status: 'complete', reasons: [] };
    }
    const response = await this.send('Delete', resource.properties, { PhysicalResourceId: resource.physicalId });
    if (response.Status === 'FAILED') return { status: 'deleteFailed', reasons: [response.Reason] };
    this.forget();
    return { status: 'complete', reasons: [] };
  }

  private async create(properties: Properties, elsewhere: 'succeeds' | 'fails'): Promise<Outcome> {
    const response = await this.send('Create', properties);
    if (response.Status === 'SUCCESS') this.keep(response, properties);
    if (response.Status === 'SUCCESS' && elsewhere === 'succeeds') return { status: 'complete', reasons: [] };
    const reasons = response.Status === 'FAILED' ? [response.Reason] : [];
    const deleted = await this.send('Delete', properties, { PhysicalResourceId: response.PhysicalResourceId });
    this.forget();
    return deleted.Status === 'SUCCESS' ? { status: 'rolledBack', reasons } : { status: 'rollbackFailed', reasons: [...reasons, deleted.Reason] };
  }

  private async update(former: Kept, properties: Properties, elsewhere: 'succeeds' | 'fails'): Promise<Outcome> {
    if (JSON.stringify(former.properties) === JSON.stringify(properties)) return { status: 'complete', reasons: [] };
    const response = await this.send('Update', properties, { PhysicalResourceId: former.physicalId, OldResourceProperties: former.properties });
    if (response.Status === 'SUCCESS' && elsewhere === 'succeeds') {
      this.keep(response, properties);
      return { status: 'complete', reasons: await this.cleanUp(former.physicalId, former.properties) };
    }
    const reasons = response.Status === 'FAILED' ? [response.Reason] : [];
    const told = this.options.rollbackFrom === 'former' ? former.physicalId : response.PhysicalResourceId;
    this.halfway = { told, reported: response.PhysicalResourceId, former, properties };
    const back = await this.continueRollback();
    return { status: back?.status ?? 'rolledBack', reasons: [...reasons, ...back?.reasons ?? []] };
  }

  private async continueRollback(): Promise<Outcome | undefined> {
    if (!this.halfway) return undefined;
    const { told, reported, former, properties } = this.halfway;
    const back = await this.send('Update', former.properties, { PhysicalResourceId: told, OldResourceProperties: properties });
    if (back.Status === 'FAILED') return { status: 'rollbackFailed', reasons: [back.Reason] };
    this.halfway = undefined;
    this.keep(back, former.properties);
    return { status: 'rolledBack', reasons: await this.cleanUp(reported, properties) };
  }

  /** @returns the reason if it fails, which does not make the deployment fail */
  private async cleanUp(physicalId: string, properties: Properties): Promise<string[]> {
    if (physicalId === this.physicalId) return [];
    const response = await this.send('Delete', properties, { PhysicalResourceId: physicalId });
    return response.Status === 'FAILED' ? [response.Reason] : [];
  }

  private send(RequestType: CloudFormationRequest['RequestType'], ResourceProperties: Properties, more: Partial<CloudFormationRequest> = {}): Promise<CloudFormationResponse> {
    requests += 1;
    const { handle, logicalId: LogicalResourceId = 'Resource', resourceType: ResourceType } = this.options;
    const RequestId = `00000000-0000-4000-8000-${String(requests).padStart(12, '0')}`;
    return handle({ RequestType, RequestId, StackId: this.id, LogicalResourceId, ResourceType, ResourceProperties, ...more });
  }

  private keep({ PhysicalResourceId: physicalId, Data = {} }: CloudFormationResponse, properties: Properties): void {
    this.resource = { physicalId, properties };
    this.attributes = Data;
  }

  private forget(): void {
    this.resource = undefined;
    this.id = this.newId();
  }

  private newId(): string {
    stacks += 1;
    return `arn:aws:cloudformation:us-east-1:111111111111:stack/${this.options?.stackName ?? 'Stack'}/00000000-0000-4000-8000-${String(stacks).padStart(12, '0')}`;
  }
}
