import { attachmentOf, DOCUMENT_FORMATS, IMAGE_FORMATS } from './data-url';
import { DocumentNames } from './document-names';
import { ContentBlock } from '../../../core/converse';
import { optional, requireString, unsupportedField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';

/** @param url a `data:` URL */
export function imageBlock(url: unknown, field: string): ContentBlock {
  return { image: attachmentOf(requireString(url, field), IMAGE_FORMATS, field) };
}

/** A file whose content the request itself carries, in `file_data`; `filename` is optional. */
export function documentBlock(file: JsonObject, field: string, names: DocumentNames): ContentBlock {
  refuseStored(file, field);
  const filename = requireString(optional(file, 'filename') ?? '', `${field}.filename`);
  const { format, source } = attachmentOf(requireString(file.file_data, `${field}.file_data`), DOCUMENT_FORMATS, `${field}.file_data`);
  return { document: { format, name: names.next(filename), source } };
}

/** Neither API's files are stored here. */
export function refuseStored(holder: JsonObject, field: string): void {
  if (optional(holder, 'file_id') !== undefined) {
    throw unsupportedField(`${field}.file_id`, 'this gateway stores no files; send the content itself as base64');
  }
}

/** How closely an image or a file is looked at is up to the model. */
export function refuseDetail(holder: JsonObject, field: string): void {
  if ((optional(holder, 'detail') ?? 'auto') !== 'auto') {
    throw unsupportedField(`${field}.detail`, "no value but 'auto' can be honoured; leave it out");
  }
}
