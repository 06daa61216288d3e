import { ConverseBody } from './converse';

/**
 * UTF-8 bytes per token, on the careful side: English prose has about 4, dense JSON and most other scripts about 3.
 * The estimate is corrected at settlement, so it only decides how much is held while a request runs.
 */
const BYTES_PER_TOKEN = 3;

/** An image of the largest size that a Claude model does not scale down. */
const TOKENS_PER_IMAGE = 1_600;

/** Documents and videos: what they cost depends on their pages and frames, which only Bedrock sees. */
const BASE64_CHARACTERS_PER_TOKEN = 8;

/** How many input tokens a request will probably have. At least 1. */
export function estimateInputTokens(body: ConverseBody): number {
  let bytes = 0;
  let tokens = 0;
  const pending: unknown[] = [body.messages, body.system, body.toolConfig];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string') {
      bytes += utf8Length(value);
    } else if (Array.isArray(value)) {
      for (const item of value) pending.push(item);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        if (name === 'image') tokens += TOKENS_PER_IMAGE;
        else if (name === 'bytes' && typeof member === 'string') tokens += Math.ceil(member.length / BASE64_CHARACTERS_PER_TOKEN);
        else pending.push(member);
        bytes += name.length;
      }
    } else {
      bytes += 4;
    }
  }
  return Math.max(1, tokens + Math.ceil(bytes / BYTES_PER_TOKEN));
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return length;
}
