import { boughtModel } from './model';
import { provisionedError } from './provisioned-error';
import { Commitment, SimulatedThroughput, Throughputs } from './throughputs';
import { isObject, JsonObject, numberOf, objectOf, textOf } from '../../assembly/json';
import { AwsError, AwsRequest, AwsResponse, AwsService } from '../../aws/service';
import { renderBedrockError } from '../../bedrock/bedrock-error';

const PATH = '/provisioned-model-throughput';

/** The control plane's operations about Provisioned Throughput over HTTP, for an unmodified SDK. */
export class ProvisionedService implements AwsService {
  readonly signingName = 'bedrock';

  constructor(private readonly throughputs: Throughputs) {}

  /** @throws AwsError, ConnectionLost */
  async handle(request: AwsRequest): Promise<AwsResponse> {
    const { method, path } = request;
    if (method === 'POST' && path === PATH) return answer(201, this.create(request));
    if (method === 'POST' && path === '/tagResource') return answer(200, this.tag(request));
    if (method === 'POST' && path === '/untagResource') return answer(200, this.untag(request));
    const [, segment] = /^\/provisioned-model-throughput\/([^/]+)$/.exec(path) ?? [];
    if (segment !== undefined) {
      const id = decodeURIComponent(segment);
      if (method === 'GET') return answer(200, this.get(request, id));
      if (method === 'PATCH') return answer(200, this.update(request, id));
      if (method === 'DELETE') return answer(200, this.delete(request, id));
    }
    throw new AwsError('UnknownOperationException', 404, `${method} ${path} is not served here`);
  }

  renderError(error: AwsError, request: Pick<AwsRequest, 'id'>): AwsResponse {
    return renderBedrockError(error, request.id);
  }

  private create(request: AwsRequest): JsonObject {
    const body = bodyOf(request);
    const modelId = textOf(body.modelId) ?? missing('modelId');
    const tags = tagsOf(body.tags);
    const arn = this.throughputs.nextArn();
    request.authorize('bedrock:CreateProvisionedModelThroughput', boughtModel(modelId, request.region).arn);
    if (Object.keys(tags).length > 0) request.authorize('bedrock:TagResource', arn);
    return {
      provisionedModelArn: this.throughputs.create({
        modelId,
        tags,
        provisionedModelName: textOf(body.provisionedModelName) ?? missing('provisionedModelName'),
        modelUnits: numberOf(body.modelUnits) ?? missing('modelUnits'),
        commitmentDuration: commitmentOf(body.commitmentDuration),
        clientRequestToken: textOf(body.clientRequestToken),
      }, arn),
    };
  }

  private get(request: AwsRequest, id: string): JsonObject {
    request.authorize('bedrock:GetProvisionedModelThroughput', this.arnOf(id));
    return describe(this.throughputs.get(id));
  }

  private update(request: AwsRequest, id: string): JsonObject {
    const body = bodyOf(request);
    const desiredModelId = textOf(body.desiredModelId);
    request.authorize('bedrock:UpdateProvisionedModelThroughput', this.arnOf(id));
    if (desiredModelId !== undefined) request.authorize('bedrock:UpdateProvisionedModelThroughput', boughtModel(desiredModelId, request.region).arn);
    this.throughputs.update(id, { desiredModelId, desiredProvisionedModelName: textOf(body.desiredProvisionedModelName) });
    return {};
  }

  private delete(request: AwsRequest, id: string): JsonObject {
    request.authorize('bedrock:DeleteProvisionedModelThroughput', this.arnOf(id));
    this.throughputs.delete(id);
    return {};
  }

  private tag(request: AwsRequest): JsonObject {
    const body = bodyOf(request);
    const arn = textOf(body.resourceARN) ?? missing('resourceARN');
    request.authorize('bedrock:TagResource', arn);
    this.throughputs.tag(arn, tagsOf(body.tags));
    return {};
  }

  private untag(request: AwsRequest): JsonObject {
    const body = bodyOf(request);
    const arn = textOf(body.resourceARN) ?? missing('resourceARN');
    request.authorize('bedrock:UntagResource', arn);
    this.throughputs.untag(arn, Array.isArray(body.tagKeys) ? body.tagKeys.map(String) : missing('tagKeys'));
    return {};
  }

  /** Permissions are about ARNs, also of what is asked for by a name or does not exist. */
  private arnOf(id: string): string {
    const { accountId, region } = this.throughputs;
    return id.startsWith('arn:') ? id : this.throughputs.peek(id)?.arn ?? `arn:aws:bedrock:${region}:${accountId}:provisioned-model/${id}`;
  }
}

function describe(throughput: SimulatedThroughput): JsonObject {
  const { arn, name, model, desiredModel, modelUnits, status, createdAt, modifiedAt, commitment, commitmentEnd, failureMessage } = throughput;
  return {
    provisionedModelArn: arn,
    provisionedModelName: name,
    modelArn: model.arn,
    desiredModelArn: desiredModel.arn,
    foundationModelArn: model.foundationModelArn,
    modelUnits,
    desiredModelUnits: modelUnits,
    status,
    creationTime: new Date(createdAt).toISOString(),
    lastModifiedTime: new Date(modifiedAt).toISOString(),
    ...failureMessage !== undefined && { failureMessage },
    ...commitment && { commitmentDuration: commitment },
    ...commitmentEnd !== undefined && { commitmentExpirationTime: new Date(commitmentEnd).toISOString() },
  };
}

function bodyOf(request: AwsRequest): JsonObject {
  const body: unknown = JSON.parse(request.body.toString('utf8') || '{}');
  if (!isObject(body)) throw provisionedError('ValidationException', 'The body is not an object.');
  return body;
}

function tagsOf(list: unknown): Record<string, string> {
  const tags = Array.isArray(list) ? list : [];
  return Object.fromEntries(tags.map((tag) => [textOf(objectOf(tag).key) ?? missing('tags.key'), textOf(objectOf(tag).value) ?? missing('tags.value')]));
}

function commitmentOf(value: unknown): Commitment | undefined {
  if (value === undefined || value === 'OneMonth' || value === 'SixMonths') return value;
  throw provisionedError('ValidationException', `commitmentDuration: ${String(value)} is neither OneMonth nor SixMonths.`);
}

function missing(field: string): never {
  throw provisionedError('ValidationException', `${field} is missing.`);
}

function answer(status: number, body: JsonObject): AwsResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}
