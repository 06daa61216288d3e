import { check } from '../../judge/conduct';
import { AttemptView, CallerView, Check } from '../../judge/views';
import { PLAIN, tenantOf } from '../../routes';
import { Play, Scenario, WHOLE } from '../../scenario';
import { Stage } from '../../stage/stage';
import { strike } from '../faults';
import { askThroughOutage, FAILURES_BEFORE_OPEN } from '../public/flapping';

const APART_MS = 2_000;
const LIMIT = 20;
const WINDOW_MS = 60_000;
/** Long enough for a window to pass by every clock. */
const NEXT_WINDOW_MS = 70_000;
/** Shortly before the first window ends, when a clock that is ahead may take it to have ended. */
const EDGES_MS = [58_500, 59_400];
const AT_AN_EDGE = 6;
/** A container looks at what others know every two seconds, and may take their failures for later than they are. */
const KNOWN_AFTER_MS = 2_000 + APART_MS;
/** Work is counted in steps of so long: the first requests come late in one, which then is over soon. */
const STEP_MS = 2_000;
const LATE_IN_STEP_MS = 1_000;

/** B36 and B37: containers disagree about the time. */
export const CLOCKS: readonly Scenario[] = [
  {
    id: 'B36',
    title: `two containers ${APART_MS / 1_000} s apart: ${LIMIT} requests in any minute are admitted, and no more`,
    group: 'bedrock',
    route: { ...PLAIN, quota: 'failClosed', perMinute: { requests: LIMIT, tokens: 100_000_000 } },
    question: { ...WHOLE, outputTokens: 8 },
    arrange: (stage) => stage.restart(),
    play: floodTwoWindows,
    conduct: ({ slack, interToken }) => ({ attemptsPerRequest: 1, meetsFault: false, wallMs: 16 * interToken + 2 * slack }),
  },
  {
    id: 'B37',
    title: `two containers ${APART_MS / 1_000} s apart over an outage: the target is left alone, and used again`,
    group: 'bedrock',
    route: PLAIN,
    question: { ...WHOLE, outputTokens: 20 },
    arrange: async (stage, profile) => {
      await stage.restart();
      stage.setClocks(0, APART_MS);
      strike({ kind: 'outage', mode: 'unavailable' }, { forMs: profile.outage })(stage, profile);
    },
    play: askThroughOutage({ inParallel: 2, known: isKnown, lateByMs: APART_MS }),
    conduct: ({ slack }) => ({ attemptsPerRequest: 2, failuresPerTarget: 20, wallMs: 2 * slack }),
  },
];

/** Since the breaker had to open. Of two calls on their way together, either may have been the one too many. */
function isKnown({ startedMs }: AttemptView, before: readonly AttemptView[]): boolean {
  const last = before[FAILURES_BEFORE_OPEN];
  return last !== undefined && startedMs >= last.startedMs + KNOWN_AFTER_MS;
}

/** A request, and the time of the slower clock when it began and ended. */
interface Asked {
  readonly caller: CallerView;
  readonly began: number;
  readonly ended: number;
}

async function floodTwoWindows(stage: Stage): Promise<Play> {
  const start = (Math.floor(Date.now() / STEP_MS) + 1) * STEP_MS + LATE_IN_STEP_MS;
  const first = await flood(stage, start, 2 * LIMIT);
  const edges = [];
  for (const edge of EDGES_MS) edges.push(...await flood(stage, start + edge, AT_AN_EDGE));
  const second = await flood(stage, start + NEXT_WINDOW_MS, 2 * LIMIT);
  await stage.idle();
  // For whoever asks next.
  stage.setClocks(start + 2 * NEXT_WINDOW_MS - Date.now());

  const all = [...first, ...edges, ...second];
  const admitted = all.filter(isAdmitted);
  const most = Math.max(...admitted.map(({ began }) => admitted.filter((other) => other.began >= began && other.ended < began + WINDOW_MS).length));
  const unclear = all.filter((asked) => !isAdmitted(asked) && !isRefused(asked));
  return {
    callers: admitted.map(({ caller }) => caller),
    checks: [
      check('the limit is used up', first.filter(isAdmitted).length === LIMIT, `${first.filter(isAdmitted).length} were admitted`),
      check(`at most ${LIMIT} are admitted in any minute`, most <= LIMIT, `${most} were`),
      check('the whole limit is there again', second.filter(isAdmitted).length === LIMIT, `${second.filter(isAdmitted).length} were admitted`),
      check('whoever is refused is told when to come back', unclear.length === 0, `${unclear.length} were not`),
      differentClocks(stage, first),
    ],
  };
}

/** Two at a time, so that both containers are at work, from when the slower clock shows the time. */
async function flood(stage: Stage, time: number, requests: number): Promise<readonly Asked[]> {
  const offset = time - Date.now();
  stage.setClocks(offset, offset + APART_MS);
  const ask = async (): Promise<Asked> => {
    const began = Date.now() + offset;
    const caller = await stage.askAgain();
    return { caller, began, ended: Date.now() + offset };
  };
  const asked = [];
  for (let left = requests; left > 0; left -= 2) asked.push(...await Promise.all([ask(), ask()]));
  return asked;
}

/** What was seen is worth something only if containers with different clocks admitted requests: one tells times that have not come. */
function differentClocks(stage: Stage, asked: readonly Asked[]): Check {
  const over = Math.max(...asked.map(({ ended }) => ended));
  const times = stage.decisions(tenantOf('B36')).slice(0, asked.length)
    .filter(({ outcome }) => outcome === 'success').map(({ time }) => Date.parse(String(time)));
  const ahead = times.filter((time) => time > over).length;
  return check('both clocks admitted requests', ahead > 0 && ahead < times.length, `${ahead} of ${times.length} by the clock that is ahead`);
}

function isAdmitted({ caller }: Asked): boolean {
  return caller.status === 200;
}

function isRefused({ caller }: Asked): boolean {
  return caller.status === 429 && (caller.retryAfterSeconds ?? 0) > 0;
}
