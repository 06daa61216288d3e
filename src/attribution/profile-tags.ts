/**
 * The tags that the gateway itself puts on an application inference profile. Tenant and route are called what the entries
 * of the request metadata are called, so that the bill and the invocation log can be compared.
 */
export const PROFILE_TAGS = { gateway: 'inference-gateway', tenant: 'inference-tenant', route: 'inference-route' } as const;

const NOT_IN_A_TAG = /[^a-zA-Z0-9 ._:/=+@-]/g;
const LONGEST_VALUE = 256;

/** The text as the value of a tag: construct paths have other characters too. */
export function tagValue(text: string): string {
  return text.replace(NOT_IN_A_TAG, '-').slice(0, LONGEST_VALUE);
}
