import { PLAIN, HOME } from '../../routes';
import { Scenario, STREAMED, WHOLE } from '../../scenario';
import { strike } from '../faults';

const throttled = { kind: 'error', name: 'ThrottlingException', retryAfterSeconds: 1 } as const;

/** S01 to S07: the provider fails before it has said anything. */
export const BEFORE_CONTENT: readonly Scenario[] = [
  {
    id: 'S01',
    title: '429 with Retry-After, once',
    group: 'public',
    route: PLAIN,
    question: WHOLE,
    arrange: strike(throttled, { count: 1 }),
    conduct: () => ({ quietAfterFailureMs: 1_000 }),
  },
  {
    id: 'S01-alone',
    title: '429 with Retry-After, once, and no other target',
    group: 'public',
    route: { targets: [HOME] },
    question: WHOLE,
    arrange: strike(throttled, { count: 1 }),
    conduct: ({ slack, interToken }) => ({ quietAfterFailureMs: 1_000, wallMs: 2_500 + 60 * interToken + slack }),
  },
  {
    id: 'S02',
    title: '429, persistent, five requests',
    group: 'public',
    route: PLAIN,
    question: WHOLE,
    arrange: strike({ kind: 'throttle', dimension: 'requestsPerMinute' }),
    play: async (stage) => {
      const callers = [];
      for (let left = 5; left > 0; left -= 1) callers.push(await stage.askAgain());
      return { callers };
    },
    // One failed call per request at most: a throttled target is not asked twice for one request.
    conduct: () => ({ attemptsPerRequest: 2, failuresPerTarget: 5 }),
  },
  {
    id: 'S03',
    title: '500, once',
    group: 'public',
    route: PLAIN,
    question: WHOLE,
    arrange: strike({ kind: 'error', name: 'InternalServerException' }, { count: 1 }),
  },
  {
    id: 'S04',
    title: '503, persistent',
    group: 'public',
    route: PLAIN,
    question: STREAMED,
    arrange: strike({ kind: 'outage', mode: 'unavailable' }),
  },
  {
    id: 'S05',
    title: 'connection reset before the headers',
    group: 'public',
    route: PLAIN,
    question: STREAMED,
    arrange: strike({ kind: 'outage', mode: 'reset' }),
  },
  {
    id: 'S06',
    title: 'silence: no byte at all',
    group: 'public',
    route: PLAIN,
    question: STREAMED,
    arrange: (stage, profile) => strike({ kind: 'outage', mode: 'silence' }, { forMs: profile.silence })(stage, profile),
    conduct: ({ firstTokenLimit, slack, interToken }) => ({ wallMs: firstTokenLimit + 120 * interToken + slack }),
  },
  {
    id: 'S07',
    title: 'first token too late',
    group: 'public',
    route: PLAIN,
    question: STREAMED,
    // After messageStart, which is no content: the stream is open and says nothing.
    arrange: strike(({ slowFirstToken }) => ({ kind: 'stall', afterEvents: 0, ms: slowFirstToken })),
    conduct: ({ firstTokenLimit, slack, interToken }) => ({ wallMs: firstTokenLimit + 120 * interToken + slack, failuresPerTarget: 1 }),
  },
];
