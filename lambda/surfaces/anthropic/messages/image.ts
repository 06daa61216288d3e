import { ContentBlock } from '../../../core/converse';
import { isBase64 } from '../../shared/base64';
import { optional, quoted, requireObject, requireString, unsupportedField, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

const FORMATS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['image/jpeg', 'jpeg'], ['image/png', 'png'], ['image/gif', 'gif'], ['image/webp', 'webp'],
]);

/** An image that the request carries in itself. */
export function imageBlock(block: JsonObject, field: string): ContentBlock {
  checkKnownMembers(block, ['type', 'source', 'cache_control', 'transformations'], field);
  const transformations = requireObject(optional(block, 'transformations') ?? {}, `${field}.transformations`);
  checkKnownMembers(transformations, ['oversized_image'], `${field}.transformations`);
  if ((optional(transformations, 'oversized_image') ?? 'downsize') !== 'downsize') {
    throw unsupportedField(`${field}.transformations.oversized_image`, "no value but 'downsize' can be honoured; leave it out");
  }
  const at = `${field}.source`;
  const source = requireObject(block.source, at);
  requireBase64Source(source, at);
  const format = FORMATS.get(source.media_type);
  if (format === undefined) throw wrongField(`${at}.media_type`, [...FORMATS.keys()].map((type) => `'${String(type)}'`).join(' or '), quoted(source.media_type));
  return { image: { format, source: { bytes: base64Of(source, at) } } };
}

/** @throws GatewayError for a source that somebody would have to fetch first */
export function requireBase64Source(source: JsonObject, field: string): void {
  if (source.type === 'url' || source.type === 'file') {
    throw unsupportedField(`${field}.type`, `${quoted(source.type)} is not supported: this gateway fetches nothing for a caller; send the bytes as 'base64'`);
  }
  if (source.type !== 'base64') throw wrongField(`${field}.type`, "'base64'", quoted(source.type));
  checkKnownMembers(source, ['type', 'media_type', 'data'], field);
}

export function base64Of(source: JsonObject, field: string): string {
  const data = requireString(source.data, `${field}.data`);
  if (!isBase64(data)) throw wrongField(`${field}.data`, 'padded base64', data === '' ? 'an empty string' : 'a string of something else');
  return data;
}
