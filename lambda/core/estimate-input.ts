import { ConverseBody } from './converse';
import { jsonLength } from './json-length';

/**
 * UTF-8 bytes per token, on the careful side: English prose has about 4, dense JSON and most other scripts about 3.
 * The estimate is corrected at settlement, so it only decides how much is held while a request runs.
 */
const BYTES_PER_TOKEN = 3;

/** An image of the largest size that a Claude model does not scale down. */
const TOKENS_PER_IMAGE = 1_600;

/** Compressed documents, videos and sound: what they cost depends on their pages and frames, which only Bedrock sees. */
const BASE64_CHARACTERS_PER_TOKEN = 8;

/** A document that is text costs what the text costs; four characters of base64 are three bytes. */
const BASE64_CHARACTERS_PER_TOKEN_OF_TEXT = BYTES_PER_TOKEN * 4 / 3;

/** Any other format is text, or not known to be anything else. */
const COMPRESSED_DOCUMENTS: readonly unknown[] = ['pdf', 'doc', 'docx', 'xls', 'xlsx'];

/**
 * Members whose value is JSON of the caller's own, which models read as text: arguments of a tool, its result, its schema.
 * A name in there means nothing, `image` and `bytes` included.
 */
const FREE_JSON: readonly string[] = ['input', 'json'];

/** How many input tokens a request will probably have. At least 1. */
export function estimateInputTokens(body: ConverseBody): number {
  // Fields that only one model knows can carry whole tools and texts.
  let bytes = body.additionalModelRequestFields === undefined ? 0 : freeJsonLength(body.additionalModelRequestFields);
  let tokens = 0;
  const pending: unknown[] = [body.messages, body.system, body.toolConfig, body.outputConfig];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string') {
      bytes += utf8Length(value);
    } else if (Array.isArray(value)) {
      for (const item of value) pending.push(item);
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        bytes += utf8Length(name);
        const attached = attachmentOf(name, member);
        if (attached) {
          tokens += Math.ceil(attached.base64.length / attached.charactersPerToken);
          pending.push(...attached.others);
        } else if (name === 'image' && isObject(member)) {
          tokens += TOKENS_PER_IMAGE;
        } else if (FREE_JSON.includes(name)) {
          bytes += freeJsonLength(member);
        } else {
          pending.push(member);
        }
      }
    } else {
      bytes += 4;
    }
  }
  return Math.max(1, tokens + Math.ceil(bytes / BYTES_PER_TOKEN));
}

/** Even the shortest number is a token of its own, and so is the comma after it. */
function freeJsonLength(value: unknown): number {
  return jsonLength(value, BYTES_PER_TOKEN);
}

interface Attachment {
  readonly base64: string;
  readonly charactersPerToken: number;
  /** What is read besides, such as the name of a document and what it is about. */
  readonly others: readonly unknown[];
}

function attachmentOf(name: string, member: unknown): Attachment | undefined {
  if ((name !== 'document' && name !== 'video' && name !== 'audio') || !isObject(member) || !isObject(member.source)) return undefined;
  const { source, ...others } = member;
  const { bytes, ...otherSources } = source as Members;
  if (typeof bytes !== 'string') return undefined;
  const isText = name === 'document' && !COMPRESSED_DOCUMENTS.includes(member.format);
  return {
    base64: bytes,
    charactersPerToken: isText ? BASE64_CHARACTERS_PER_TOKEN_OF_TEXT : BASE64_CHARACTERS_PER_TOKEN,
    others: [others, otherSources],
  };
}

interface Members {
  readonly [name: string]: unknown;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return length;
}
