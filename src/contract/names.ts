/** What a route may be called: it appears in URLs and in `model` fields. */
export const ROUTE_NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** What a tenant may be called: it appears in table keys and metric dimensions. */
export const TENANT_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/;

/** What a shard may be called: it appears in the plan, in table keys and in records. */
export const SHARD_NAME = /^[A-Za-z0-9][A-Za-z0-9._@/-]{0,127}$/;

/** The name of an HTTP header, in lower case (RFC 9110, section 5.6.2). */
export const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/;

/** The shard of the gateway's own account, whose id the plan need not know. */
export const HOME_SHARD = 'home';
