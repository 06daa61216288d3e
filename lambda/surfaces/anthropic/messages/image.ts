import { base64Of, requireBase64Source } from './base64-source';
import { ContentBlock } from '../../../core/converse';
import { optional, quoted, requireObject, unsupportedField, wrongField } from '../../shared/fields';
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
