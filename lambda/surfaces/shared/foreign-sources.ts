import { memberPath, quoted, unsupportedField } from './fields';
import { isJsonObject, JsonObject } from './json';

/** Blocks that have a source. What a tool is called with may look like anything, and is the caller's own. */
const WITH_SOURCE: readonly unknown[] = ['image', 'document'];
const FOREIGN: readonly unknown[] = ['url', 'file'];

/**
 * Refuses what is not in the request itself, wherever it stands in the content.
 * @throws GatewayError that names the field
 */
export function refuseForeignSources(content: unknown, field: string): void {
  if (!Array.isArray(content)) return;
  content.forEach((block: unknown, index) => {
    if (isJsonObject(block)) refuseIn(block, `${field}[${index}]`);
  });
}

function refuseIn(block: JsonObject, field: string): void {
  const { source } = block;
  if (WITH_SOURCE.includes(block.type) && isJsonObject(source)) {
    if (FOREIGN.includes(source.type)) {
      throw unsupportedField(`${field}.source.type`, `${quoted(source.type)} is not supported, since the gateway fetches nothing: send the bytes as 'base64'`);
    }
    refuseForeignSources(source.content, memberPath(`${field}.source`, 'content'));
  }
  refuseForeignSources(block.content, memberPath(field, 'content'));
}
