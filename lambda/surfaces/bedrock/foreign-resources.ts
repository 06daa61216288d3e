import { memberPath, unsupportedField } from '../shared/fields';
import { refuseForeignSources } from '../shared/foreign-sources';
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
 * In a body of which only its model knows what it means: a place in a bucket, something to be fetched for Claude, and tools
 * that run in the operator's account.
 * @throws GatewayError
 */
export function refuseForeignResources(body: JsonObject): void {
  const tools = isJsonObject(body.toolConfig) && Array.isArray(body.toolConfig.tools) ? body.toolConfig.tools : [];
  tools.forEach((tool, index) => refuseSystemTool(tool, `toolConfig.tools[${index}]`));
  const place = placeInBucket(body);
  if (place) throw unsupportedField(pathOf(place), 'this gateway reads no buckets; send the bytes themselves');
  refuseForeignSources(body.messages, 'messages');
}

/** The names and indexes on the way to it; undefined: there is none. A request is nested only so deep. */
function placeInBucket(value: unknown): readonly (string | number)[] | undefined {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const within = placeInBucket(value[index]);
      if (within) return [index, ...within];
    }
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      const within = isPlaceInBucket(name, value[name]) ? [] : placeInBucket(value[name]);
      if (within) return [name, ...within];
    }
  }
  return undefined;
}

function pathOf(way: readonly (string | number)[]): string {
  return way.reduce<string>((path, step) => (typeof step === 'number' ? `${path}[${step}]` : memberPath(path, step)), '');
}

/** Not any member of that name, for what tools are called with is the caller's own. */
function isPlaceInBucket(name: string, value: unknown): boolean {
  const uri = isJsonObject(value) ? value.uri : value;
  return /^s3_?(location|uri)$/i.test(name) && typeof uri === 'string' && uri.startsWith('s3://');
}
