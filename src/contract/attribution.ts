/** What the gateway's own entries in Bedrock's request metadata are called. Callers cannot use these names. */
export const ATTRIBUTION_KEYS = { tenant: 'inference-tenant', route: 'inference-route', requestId: 'inference-request' } as const;
