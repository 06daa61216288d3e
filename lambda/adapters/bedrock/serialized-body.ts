import { JsonMembers } from '../../core/invoke/invoke-body';
import { SentRequest } from '../../core/requests/inference-request';
import { Payload, payloadOf } from '../aws/payload';

const payloads = new WeakMap<object, Map<string, Payload>>();

/**
 * The bytes of a body, made and hashed once however many attempts send it.
 * @param added members that take the place of the body's own
 */
export function serializeRequest(request: SentRequest, added?: JsonMembers): Payload {
  const key = added ? JSON.stringify(added) : '';
  let known = payloads.get(request.body);
  if (!known) payloads.set(request.body, known = new Map());
  let payload = known.get(key);
  if (!payload) known.set(key, payload = payloadOf(contentOf(request, added)));
  return payload;
}

function contentOf(request: SentRequest, added: JsonMembers | undefined): string {
  return JSON.stringify({ ...request.kind === 'converse' ? request.body : request.body.json, ...added });
}
