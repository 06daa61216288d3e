/** The environment variables that the stack sets and the gateway reads. */
export const ENVIRONMENT = {
  /** Name of the table that holds quotas and keys. */
  TABLE_NAME: 'GATEWAY_TABLE_NAME',
  /** Prefix of the variables that a plan's `{ env }` values name; followed by a number. */
  DEFERRED_PREFIX: 'GATEWAY_VALUE_',
  /** The path in front of all others at the API's own domain name, without slashes. Absent: none. */
  BASE_PATH: 'GATEWAY_BASE_PATH',
  /** Present, with any value, where calls to Bedrock are traced. */
  TRACING: 'GATEWAY_TRACING',
  /** Set by Lambda itself; a plan's `{ env }` may name it too. */
  REGION: 'AWS_REGION',
} as const;

/** The file beside the handler, inside its code asset. */
export const PLAN_FILE = 'plan.json';
