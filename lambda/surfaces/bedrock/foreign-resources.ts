import { memberPath, unsupportedField } from '../shared/fields';
import { isJsonObject, JsonObject } from '../shared/json';

/**
 * Members that name something in an AWS account. Bedrock would look it up with the gateway's own role, so a caller would
 * choose a bucket, an account or a guardrail; and as that role has no permission for it, the refusal would look like a
 * target that is set up wrongly, and take it from everybody.
 */

const MEDIA = ['image', 'document', 'video', 'audio'];

/** Everything but null, which counts as absent. @throws GatewayError */
export function refuseGuardrail(_value: unknown, field: string): never {
  throw unsupportedField(field, 'a guardrail cannot be chosen by a caller of this gateway; leave it out');
}

/** @throws GatewayError for a tool that runs in the operator's account */
export function refuseSystemTool(tool: unknown, field: string): void {
  if (isJsonObject(tool) && tool.systemTool != null) {
    throw unsupportedField(`${field}.systemTool`, 'only tools that the caller runs are supported, describe them in toolSpec');
  }
}

/** Media in a content block, and in the content of a tool's result. @throws GatewayError for media that lie in a bucket */
export function refuseBuckets(block: unknown, field: string): void {
  if (!isJsonObject(block)) return;
  for (const member of MEDIA) {
    const { source } = isJsonObject(block[member]) ? block[member] : {};
    if (isJsonObject(source) && source.s3Location != null) {
      throw unsupportedField(`${memberPath(field, member)}.source.s3Location`, 'this gateway reads no buckets; send the bytes themselves');
    }
  }
  const { content } = isJsonObject(block.toolResult) ? block.toolResult : {};
  if (Array.isArray(content)) content.forEach((part, index) => refuseBuckets(part, `${field}.toolResult.content[${index}]`));
}

/**
 * In a body of which only its model knows what it means: a place in a bucket, and tools that run in the operator's account.
 * @throws GatewayError
 */
export function refuseForeignResources(body: JsonObject): void {
  const tools = isJsonObject(body.toolConfig) && Array.isArray(body.toolConfig.tools) ? body.toolConfig.tools : [];
  tools.forEach((tool, index) => refuseSystemTool(tool, `toolConfig.tools[${index}]`));
  const pending: { readonly value: unknown; readonly field: string }[] = [{ value: body, field: '' }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, field } = next;
    if (Array.isArray(value)) {
      value.forEach((item, index) => pending.push({ value: item, field: `${field}[${index}]` }));
    } else if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        const path = memberPath(field, name);
        if (isPlaceInBucket(name, member)) throw unsupportedField(path, 'this gateway reads no buckets; send the bytes themselves');
        pending.push({ value: member, field: path });
      }
    }
  }
}

/** Not any member of that name, for what tools are called with is the caller's own. */
function isPlaceInBucket(name: string, value: unknown): boolean {
  const uri = isJsonObject(value) ? value.uri : value;
  return /^s3_?(location|uri)$/i.test(name) && typeof uri === 'string' && uri.startsWith('s3://');
}
