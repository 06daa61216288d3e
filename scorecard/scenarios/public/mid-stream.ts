import { AwsError } from '../../../local/aws/service';
import { check } from '../../judge/conduct';
import { HOME, PLAIN, PREFILL_MODEL, SHARD, SHARD_ACCOUNT } from '../../routes';
import { Scenario, STREAMED } from '../../scenario';
import { matchOf, strike } from '../faults';
import { buffered, streamPair } from '../stream-pair';

const PREFILL_HOME = { ...HOME, model: PREFILL_MODEL };
const PREFILL_SHARD = { ...SHARD, model: PREFILL_MODEL };

const cut = {
  id: 'S08',
  title: 'stream cut after 40 of 60 tokens',
  group: 'public',
  route: PLAIN,
  question: STREAMED,
  arrange: strike({ kind: 'cut', afterEvents: 40 }),
} as const satisfies Scenario;

/** S08 to S11 and S14: the provider fails in the middle of its answer. */
export const MID_STREAM: readonly Scenario[] = [
  ...streamPair(cut),
  buffered(cut),
  ...streamPair({
    id: 'S09',
    title: 'stall after 40 of 60 tokens',
    group: 'public',
    route: PLAIN,
    question: STREAMED,
    arrange: strike(({ stall }) => ({ kind: 'stall', afterEvents: 40, ms: stall })),
    conduct: ({ idleLimit, slack, interToken }) => ({ wallMs: idleLimit + 180 * interToken + slack }),
  }),
  ...streamPair({
    id: 'S10',
    title: 'malformed frame after 40 of 60 tokens',
    group: 'public',
    route: PLAIN,
    question: STREAMED,
    arrange: strike({ kind: 'malformedFrame', afterEvents: 40 }),
  }),
  ...streamPair({
    id: 'S11',
    title: 'all tokens, but no terminal event',
    group: 'public',
    route: PLAIN,
    question: STREAMED,
    arrange: strike({ kind: 'end', afterEvents: 60 }),
  }),
  ...streamPair({
    id: 'S14',
    title: 'stream cut after 40 of 60 tokens, and the fallback rejects prefill',
    group: 'public',
    route: { targets: [PREFILL_HOME, PREFILL_SHARD] },
    question: STREAMED,
    arrange: ({ cloud, witness }) => {
      cloud.bedrock.addFault({ match: matchOf(PREFILL_HOME), fault: { kind: 'cut', afterEvents: 40 } });
      witness.refuse(({ account, prefilled }) => account === SHARD_ACCOUNT && prefilled
        ? new AwsError('ValidationException', 400, 'This model does not support assistant message prefill. The conversation must end with a user message.')
        : undefined);
    },
    conduct: () => ({ attemptsPerRequest: 4 }),
  }).map(lookingForRefusedPrefill),
];

/** Where the route resumes, the row is worth something only if the fallback was asked to go on, and refused. */
function lookingForRefusedPrefill(scenario: Scenario): Scenario {
  if (scenario.route.midStream !== 'resume') return scenario;
  return {
    ...scenario,
    play: async (stage) => {
      const caller = await stage.askAgain();
      const refused = stage.witness.attempts(0).some(({ prefilled, outcome }) => prefilled && outcome === 'ValidationException');
      return { callers: [caller], checks: [check('the fallback refuses to go on from a prefill', refused, 'it was not asked to')] };
    },
  };
}
