import { isBase64 } from '../../shared/base64';
import { quoted, requireString, unsupportedField, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

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
