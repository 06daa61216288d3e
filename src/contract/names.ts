/** What a route may be called: it appears in URLs and in `model` fields. */
export const ROUTE_NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** What a tenant may be called: it appears in table keys and metric dimensions. */
export const TENANT_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/;
