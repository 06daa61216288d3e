/** Response headers that tell how a request was served. */
export const RESPONSE_HEADERS = {
  /** Name of the target that answered. */
  TARGET: 'x-inference-target',
  /** Upstream calls that were made for this request. */
  ATTEMPTS: 'x-inference-attempts',
  /** The id under which the decision record was logged. */
  REQUEST_ID: 'x-inference-request-id',
} as const;
