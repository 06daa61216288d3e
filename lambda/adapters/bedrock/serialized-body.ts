import { SentRequest } from '../../core/requests/inference-request';
import { Payload, payloadOf } from '../aws/payload';

const payloads = new WeakMap<object, Payload>();

/** The bytes of a body, made and hashed once however many attempts send it. */
export function serializeRequest(request: SentRequest): Payload {
  let payload = payloads.get(request.body);
  if (!payload) payloads.set(request.body, payload = payloadOf(contentOf(request)));
  return payload;
}

function contentOf(request: SentRequest): string | Uint8Array {
  if (request.kind === 'converse') return JSON.stringify(request.body);
  return request.body.bytes ?? JSON.stringify(request.body.json);
}
