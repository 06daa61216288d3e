/** The alarms that go off in an hour of a fault, by their sections in the runbook. */
export interface ExpectedAlarms {
  readonly alarms: readonly string[];
  /** These may as well, or may not: it hangs on moments, or on how patient the profile is. */
  readonly mayAlso?: readonly string[];
}

const NONE: ExpectedAlarms = { alarms: [] };
const FALLBACK: ExpectedAlarms = { alarms: ['fallback-share'] };
const THROTTLED: ExpectedAlarms = { alarms: ['fallback-share', 'throttle-share'] };
const UNANSWERED: ExpectedAlarms = { alarms: ['availability-fast', 'availability-slow'] };
const SET_UP: ExpectedAlarms = { alarms: ['configuration-faults', 'fallback-share'] };
const LEDGER: ExpectedAlarms = { alarms: ['ledger-errors'] };

/** What an operator hears of each fault of the scorecard. Every scenario is here, those in whose hour nobody is to be woken up too. */
export const EXPECTED_ALARMS: Readonly<Record<string, ExpectedAlarms>> = {
  'S01': THROTTLED,
  'S01-alone': { alarms: ['throttle-share'] },
  'S02': THROTTLED,
  'S03': FALLBACK,
  'S04': FALLBACK,
  'S05': FALLBACK,
  'S06': FALLBACK,
  'S07': FALLBACK,
  'S08-buffer': FALLBACK,
  'S08-failClean': UNANSWERED,
  'S08-resume': FALLBACK,
  'S09-failClean': UNANSWERED,
  'S09-resume': FALLBACK,
  'S10-failClean': UNANSWERED,
  'S10-resume': FALLBACK,
  'S11-failClean': UNANSWERED,
  'S11-resume': FALLBACK,
  // The callers' own: they are told.
  'S12': NONE,
  'S12-fallback': FALLBACK,
  // What models decide is no failure.
  'S13': NONE,
  'S14-failClean': UNANSWERED,
  'S14-resume': FALLBACK,
  'S15': FALLBACK,
  'S16': FALLBACK,
  'B01': FALLBACK,
  'B02': FALLBACK,
  'B03': THROTTLED,
  'B04': FALLBACK,
  'B05': NONE,
  'B06-resume': FALLBACK,
  'B06-failClean': UNANSWERED,
  'B07-resume': FALLBACK,
  'B07-failClean': UNANSWERED,
  'B08-resume': THROTTLED,
  'B08-failClean': { alarms: ['availability-fast', 'availability-slow', 'throttle-share'] },
  'B09-resume': FALLBACK,
  'B09-failClean': UNANSWERED,
  'B10': UNANSWERED,
  'B11': NONE,
  'B12': FALLBACK,
  'B13': FALLBACK,
  'B14': THROTTLED,
  // Its containers are ended in the middle of their work to begin with.
  'B15': { ...THROTTLED, mayAlso: ['function-errors'] },
  'B16': FALLBACK,
  'B17': SET_UP,
  'B18': SET_UP,
  'B19': { alarms: ['configuration-faults', 'credential-failures', 'fallback-share'] },
  'B20': SET_UP,
  'B21': SET_UP,
  // Bedrock itself goes to another Region, and nobody else notices.
  'B22': NONE,
  'B23': FALLBACK,
  // Whether a later request still finds both open hangs on how fast the others have failed.
  'B24': { ...UNANSWERED, mayAlso: ['all-targets-open'] },
  // One request does not open a breaker, unless it is told that a day's quota is used up.
  'B31': UNANSWERED,
  'B31-openai': UNANSWERED,
  'B31-whole': UNANSWERED,
  // Their day ends in hours: whoever comes second finds both avoided.
  'B31-daily': { alarms: ['all-targets-open', 'availability-fast', 'availability-slow', 'throttle-share'] },
  'B25-failOpen': LEDGER,
  'B25-failClosed': { alarms: ['availability-fast', 'availability-slow', 'ledger-errors'] },
  // Its targets draw on the capacity that hedged ones declare, which is counted where those are played too.
  'B25-unlimited': { ...NONE, mayAlso: LEDGER.alarms },
  'B25-slow': LEDGER,
  'B25-throttled': LEDGER,
  'B26': LEDGER,
  // No record is written of what was killed, and no metric: Lambda tells.
  'B27': { alarms: ['function-errors'] },
  'B28': NONE,
  'B29': NONE,
  'B29-awsSdk': NONE,
  'B32': UNANSWERED,
  'B30': NONE,
  'B30-openai': NONE,
  'B30-left': NONE,
  'B33': FALLBACK,
  'B33-revoked': FALLBACK,
  // Sessions last longer than the fault; when one is to be renewed, `credential-failures` goes off.
  'B34': NONE,
  // Whether STS or the target is given up first hangs on how long a first token is waited for.
  'B35': { ...FALLBACK, mayAlso: ['credential-failures'] },
  'B36': NONE,
  'B37': FALLBACK,
  // What hedging hides from callers is a matter for the dashboard.
  'B38': NONE,
  'B38-whole': NONE,
  'B39': FALLBACK,
  'B40': FALLBACK,
};
