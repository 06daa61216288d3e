import { ConverseBody } from './converse';
import { GatewayError } from './gateway-error';
import { ATTRIBUTION_KEYS } from '../../src/contract/attribution';

/** Who a call is made for, as Bedrock writes it into its own invocation log. */
export interface Attribution {
  readonly tenant: string;
  readonly route: string;
  /** That of the decision record. */
  readonly requestId: string;
}

/** Of one call: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (requestMetadata) */
const MOST_ENTRIES = 16;

/**
 * Metadata of a request with the gateway's own entries beside the caller's.
 * @param field where the caller's own stand
 * @throws GatewayError when the caller uses one of the gateway's names, or leaves no room for them
 */
export function attributedMetadata(
  given: Readonly<Record<string, unknown>>, attribution: Attribution, field: string,
): Readonly<Record<string, unknown>> {
  const own = Object.fromEntries(Object.entries(ATTRIBUTION_KEYS).map(([member, key]) => [key, attribution[member as keyof Attribution]]));
  const taken = Object.keys(own).find((key) => Object.hasOwn(given, key));
  if (taken !== undefined) {
    throw new GatewayError('invalidRequest', `${field}: the request metadata has an entry ${taken}, which the gateway sets itself: choose another name`, { field });
  }
  const room = MOST_ENTRIES - Object.keys(own).length;
  if (Object.keys(given).length > room) {
    throw new GatewayError('invalidRequest',
      `${field}: the request metadata has ${Object.keys(given).length} entries: expected at most ${room}, since Bedrock takes ${MOST_ENTRIES} and the gateway adds ${MOST_ENTRIES - room}`,
      { field });
  }
  return { ...given, ...own };
}

/** The request with the gateway's own entries in its metadata. @param field where the caller's own stand @throws GatewayError */
export function attributed(body: ConverseBody, attribution: Attribution, field = 'requestMetadata'): ConverseBody {
  const given = (body.requestMetadata ?? {}) as Readonly<Record<string, unknown>>;
  return { ...body, requestMetadata: attributedMetadata(given, attribution, field) };
}
