import {
  BedrockClient,
  CreateProvisionedModelThroughputCommand,
  DeleteProvisionedModelThroughputCommand,
  GetProvisionedModelThroughputCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateProvisionedModelThroughputCommand,
} from '@aws-sdk/client-bedrock';
import { ControlPlane, ControlPlaneError, ERROR_CODES } from './control-plane';

/** Retries are the client's own: nothing above it repeats a call, and a repeated creation carries the same token. */
export function createBedrockControlPlane(client: BedrockClient): ControlPlane {
  return {
    async get(provisionedModelId) {
      const found = await translated(client.send(new GetProvisionedModelThroughputCommand({ provisionedModelId })));
      return {
        arn: found.provisionedModelArn ?? '',
        name: found.provisionedModelName ?? '',
        status: found.status ?? 'unknown',
        modelArn: found.modelArn ?? '',
        units: found.modelUnits ?? 0,
        commitment: found.commitmentDuration,
        commitmentEnd: found.commitmentExpirationTime?.getTime(),
        failure: found.failureMessage,
      };
    },
    async create({ name, model, units, commitment, tags, token }) {
      const { provisionedModelArn } = await translated(client.send(new CreateProvisionedModelThroughputCommand({
        provisionedModelName: name, modelId: model, modelUnits: units, commitmentDuration: commitment, clientRequestToken: token, tags: listOf(tags),
      })));
      if (provisionedModelArn === undefined) throw new ControlPlaneError('Unknown', 'The answer has no ARN');
      return provisionedModelArn;
    },
    async update(provisionedModelId, { name, model }) {
      await translated(client.send(new UpdateProvisionedModelThroughputCommand({
        provisionedModelId, desiredProvisionedModelName: name, desiredModelId: model,
      })));
    },
    async delete(provisionedModelId) {
      await translated(client.send(new DeleteProvisionedModelThroughputCommand({ provisionedModelId })));
    },
    async tag(resourceARN, tags) {
      await translated(client.send(new TagResourceCommand({ resourceARN, tags: listOf(tags) })));
    },
    async untag(resourceARN, tagKeys) {
      await translated(client.send(new UntagResourceCommand({ resourceARN, tagKeys: [...tagKeys] })));
    },
  };
}

function listOf(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

async function translated<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const code = ERROR_CODES.find((known) => known === name);
    throw new ControlPlaneError(code ?? 'Unknown', code ? message : `${name}: ${message}`);
  }
}
