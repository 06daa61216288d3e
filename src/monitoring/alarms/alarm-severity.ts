/** How soon somebody has to look. */
export enum AlarmSeverity {
  /** Callers are hurt now: wake somebody up. */
  PAGE = 'page',
  /** Somebody has to look on the next working day. */
  TICKET = 'ticket',
}
