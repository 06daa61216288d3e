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

/** How many input tokens a body will probably have, without knowing what its members mean. At least 1. */
export function estimateInvokeInput(json: JsonMembers): number {
  const media: { readonly text: string; readonly image: boolean }[] = [];
  const pending: (readonly [value: unknown, image: boolean])[] = [[json, false]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [value, within] = next;
    if (typeof value === 'string') {
      if (value.length >= SHORTEST_MEDIA && MEDIA.test(value)) media.push({ text: value, image: within || IMAGE_URL.test(value) });
    } else if (Array.isArray(value)) {
      for (const item of value) pending.push([item, within]);
    } else if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value);
      const image = members.some(([name, member]) =>
        (name === 'media_type' || name === 'format') && typeof member === 'string' && IMAGE_TYPE.test(member));
      for (const [name, member] of members) pending.push([member, image || within && name !== 'text' || /^images?(_?url)?$/i.test(name)]);
    }
  }
  const mediaBytes = media.reduce((sum, { text }) => sum + text.length, 0);
  const tokensOf = (text: string, image: boolean) => (image ? TOKENS_PER_IMAGE : Math.ceil(text.length / BASE64_CHARACTERS_PER_TOKEN));
  const mediaTokens = media.reduce((sum, { text, image }) => sum + tokensOf(text, image), 0);
  return Math.max(1, mediaTokens + Math.ceil((jsonLength(json, BYTES_PER_TOKEN) - mediaBytes) / BYTES_PER_TOKEN));
}
