import { jsonLength } from '../json-length';
import { JsonMembers } from './invoke-body';

/** As for Converse: see `estimate-input.ts`. */
const BYTES_PER_TOKEN = 3;
const TOKENS_PER_IMAGE = 1_600;
const BASE64_CHARACTERS_PER_TOKEN = 8;

/** Shorter texts cost more as text than they could as anything else. */
const SHORTEST_MEDIA = 1_000;

/** Base64, with or without the beginning of a `data:` URL. */
const MEDIA = /^(data:[\w.+-]+\/[\w.+-]+;base64,)?[A-Za-z0-9+/\r\n]+={0,2}\s*$/;
const IMAGE_URL = /^data:image\//;
const IMAGE_TYPE = /^(image\/|png$|jpe?g$|gif$|webp$)/;

/** Where bodies have media. What stands in any other member is text, whatever it looks like. */
const MEDIA_MEMBER = /^(data|bytes|url|input_?image|images?|image_?url|file_data)$/i;
const IMAGE_MEMBER = /^(input_?image|images?|image_?url)$/i;

interface Value {
  readonly value: unknown;
  /** The member that it stands in. */
  readonly name: string;
  readonly withinImage: boolean;
}

/** How many input tokens a body will probably have, without knowing what its members mean. At least 1. */
export function estimateInvokeInput(json: JsonMembers): number {
  let mediaBytes = 0;
  let mediaTokens = 0;
  const pending: Value[] = [{ value: json, name: '', withinImage: false }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, name, withinImage } = next;
    if (typeof value === 'string') {
      if (!MEDIA_MEMBER.test(name) || !MEDIA.test(value)) continue;
      mediaBytes += value.length;
      mediaTokens += withinImage || IMAGE_URL.test(value) ? TOKENS_PER_IMAGE : Math.ceil(value.length / BASE64_CHARACTERS_PER_TOKEN);
    } else if (Array.isArray(value)) {
      for (const item of value) if (canHaveMedia(item)) pending.push({ value: item, name, withinImage });
    } else if (typeof value === 'object' && value !== null) {
      const isImage = withinImage || isImageSource(value as JsonMembers);
      for (const member of Object.keys(value)) {
        const inner = (value as JsonMembers)[member];
        if (canHaveMedia(inner)) pending.push({ value: inner, name: member, withinImage: isImage || IMAGE_MEMBER.test(member) });
      }
    }
  }
  return Math.max(1, mediaTokens + Math.ceil((jsonLength(json, BYTES_PER_TOKEN) - mediaBytes) / BYTES_PER_TOKEN));
}

function canHaveMedia(value: unknown): boolean {
  return typeof value === 'string' ? value.length >= SHORTEST_MEDIA : typeof value === 'object' && value !== null;
}

function isImageSource({ format, media_type: type }: JsonMembers): boolean {
  return [format, type].some((value) => typeof value === 'string' && IMAGE_TYPE.test(value));
}
