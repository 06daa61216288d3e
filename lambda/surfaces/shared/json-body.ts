import { GatewayError } from '../../core/gateway-error';
import { HttpRequest } from '../surface';
import { requireExactNumbers } from './exact-numbers';
import { kindOf } from './fields';
import { isJsonObject, JsonObject, MAX_JSON_DEPTH, readJson } from './json';

/** What API Gateway accepts; a Lambda behind it sees at most 6 MB. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** `application/json`, in UTF-8 if it says which encoding. */
const JSON_CONTENT_TYPE = /^\s*application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i;

/**
 * The JSON object that a request carries. Messages say nothing of the content, not even where it breaks, except of a
 * number that cannot be passed on as it is.
 * @param contentTypes what the request may say that it carries
 * @throws GatewayError
 */
export function parseJsonBody(request: HttpRequest, contentTypes = JSON_CONTENT_TYPE): JsonObject {
  if (request.body.byteLength > MAX_BODY_BYTES) {
    throw new GatewayError('payloadTooLarge',
      `the request body has ${request.body.byteLength} bytes: expected at most ${MAX_BODY_BYTES}`);
  }
  const contentType = request.headers['content-type'];
  if (contentType !== undefined && !contentTypes.test(contentType)) {
    throw new GatewayError('unsupportedMediaType', "the content type is not supported: expected 'application/json' in UTF-8");
  }
  if (request.body.byteLength === 0) throw unreadable('is empty');
  const text = textOf(request.body);
  const reading = readJson(text);
  if (reading.kind === 'malformed') throw unreadable('is not valid JSON');
  if (reading.kind === 'tooDeep') throw unreadable(`is nested deeper than ${MAX_JSON_DEPTH} levels`);
  if (!isJsonObject(reading.value)) throw unreadable(`is ${kindOf(reading.value)}`);
  requireExactNumbers(text, '');
  return reading.value;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('is not valid UTF-8');
  }
}

function unreadable(what: string): GatewayError {
  return new GatewayError('invalidRequest', `the request body ${what}: expected a JSON object`);
}
