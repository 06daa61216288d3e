import { ConverseBody } from '../../core/converse';
import { Payload, payloadOf } from '../aws/payload';

const payloads = new WeakMap<ConverseBody, Payload>();

/** The bytes of a body, made and hashed once however many attempts send it. */
export function serializeBody(body: ConverseBody): Payload {
  let payload = payloads.get(body);
  if (!payload) payloads.set(body, payload = payloadOf(JSON.stringify(body)));
  return payload;
}
