/** What happens to a request whose quota cannot be checked because the table does not answer in time. */
export enum LedgerFailurePolicy {
  /** The request is refused: no work is ever done beyond the quota. */
  FAIL_CLOSED = 'failClosed',

  /**
   * Each copy of the gateway's function holds the tenant to its limits for itself, from nothing: the tenant stays up
   * while the table is down, and gets at most its limits from every copy.
   */
  FAIL_OPEN = 'failOpen',
}
