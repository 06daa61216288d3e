import { isBase64 } from '../../shared/base64';
import { quoted, unsupportedField, wrongField } from '../../shared/fields';

/** The formats of Converse's ImageBlock, by media type. */
export const IMAGE_FORMATS: ReadonlyMap<string, string> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/jpg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

/** Of its DocumentBlock. */
export const DOCUMENT_FORMATS: ReadonlyMap<string, string> = new Map([
  ['application/pdf', 'pdf'],
  ['text/csv', 'csv'],
  ['application/msword', 'doc'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.ms-excel', 'xls'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['text/html', 'html'],
  ['text/plain', 'txt'],
  ['text/markdown', 'md'],
]);

/** What Converse's image and document blocks have in common. */
export interface Attachment {
  readonly format: string;
  /** `bytes` travel as base64 in JSON: the caller's text is passed on. */
  readonly source: { readonly bytes: string };
}

/** What is inside a `data:` URL. Nothing is ever fetched: a URL from a caller could point into the operator's network. */
export function attachmentOf(url: string, formats: ReadonlyMap<string, string>, field: string): Attachment {
  if (!/^data:/i.test(url)) {
    throw unsupportedField(field, "only 'data:' URLs are supported, this gateway fetches nothing; send the content itself as base64");
  }
  const comma = url.indexOf(',');
  const [mediaType = '', ...parameters] = url.slice('data:'.length, Math.max(comma, 0)).toLowerCase().split(';');
  const format = formats.get(mediaType);
  if (format === undefined) throw wrongField(field, `a 'data:' URL of ${[...formats.keys()].join(', ')}`, quoted(mediaType));
  if (parameters.at(-1) !== 'base64') throw wrongField(field, "a 'data:' URL that ends its media type with ';base64'", 'another encoding');
  const bytes = url.slice(comma + 1);
  if (!isBase64(bytes)) throw wrongField(field, 'padded base64 after the comma', bytes === '' ? 'nothing' : 'something else');
  return { format, source: { bytes } };
}
