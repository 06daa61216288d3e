/** What happens to a request whose quota cannot be checked because the table does not answer in time. */
export enum LedgerFailurePolicy {
  /** The request is refused: no work is ever done beyond the quota. */
  FAIL_CLOSED = 'failClosed',

  /** The request is served without being counted: the tenant stays up while the table is down. */
  FAIL_OPEN = 'failOpen',
}
