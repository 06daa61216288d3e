/** The environment variables that the stack sets and the gateway reads. */
export const ENVIRONMENT = {
  /** Name of the table that holds quotas and keys. */
  TABLE_NAME: 'GATEWAY_TABLE_NAME',
  /** Prefix of the variables that a plan's `{ env }` values name; followed by a number. */
  DEFERRED_PREFIX: 'GATEWAY_VALUE_',
  /** Set by Lambda itself; a plan's `{ env }` may name it too. */
  REGION: 'AWS_REGION',
} as const;

/** The file beside the handler, inside its code asset. */
export const PLAN_FILE = 'plan.json';
