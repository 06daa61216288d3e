import { isJsonObject, JsonObject, readJson } from './json';
import { ConverseEvent } from '../../core/converse';
import { GatewayError } from '../../core/gateway-error';

/** Made once: making one takes longer than what it does for an event. */
const decoder = new TextDecoder();

/** What an event of a streamed answer says. @throws GatewayError when it is not a JSON object */
export function payloadOf(event: ConverseEvent): JsonObject {
  const reading = readJson(decoder.decode(event.payload));
  if (reading.kind !== 'value' || !isJsonObject(reading.value)) {
    throw new GatewayError('brokenStream', `the model sent a malformed ${event.type} event; send the request again`);
  }
  return reading.value;
}
