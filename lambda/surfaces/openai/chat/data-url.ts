import { isBase64 } from '../../shared/base64';
import { quoted, unsupportedField, wrongField } from '../../shared/fields';

/** The formats of Converse's ImageBlock, by media type. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/jpg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

export interface ConverseImage {
  readonly format: string;
  /** `bytes` travel as base64 in JSON: the caller's text is passed on. */
  readonly source: { readonly bytes: string };
}

/** The image inside a `data:` URL. Nothing is ever fetched: a URL from a caller could point into the operator's network. */
export function imageOf(url: string, field: string): ConverseImage {
  if (!/^data:/i.test(url)) {
    throw unsupportedField(field, "only 'data:' URLs are supported, this gateway fetches nothing; send the image itself as base64");
  }
  const comma = url.indexOf(',');
  const [mediaType = '', ...parameters] = url.slice('data:'.length, Math.max(comma, 0)).toLowerCase().split(';');
  const format = FORMATS.get(mediaType);
  if (format === undefined) throw wrongField(field, `a 'data:' URL of ${[...FORMATS.keys()].join(', ')}`, quoted(mediaType));
  if (parameters.at(-1) !== 'base64') throw wrongField(field, "a 'data:' URL that ends its media type with ';base64'", 'another encoding');
  const bytes = url.slice(comma + 1);
  if (!isBase64(bytes)) throw wrongField(field, 'padded base64 after the comma', bytes === '' ? 'nothing' : 'something else');
  return { format, source: { bytes } };
}
