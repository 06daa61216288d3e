import { AwsError } from '../../../local/aws/service';
import { byTarget, check, isFailure } from '../../judge/conduct';
import { AttemptView } from '../../judge/views';
import { HOME_ACCOUNT, neighbourOf, PLAIN } from '../../routes';
import { Scenario, SDK_STREAMED, SDK_WHOLE, STREAMED, WHOLE } from '../../scenario';
import { strikeAll } from '../faults';
import { askRefused } from '../refusal';

const POISON = 'poison';
const POISONED_REQUESTS = 8;
/** The library's own bound for one request. */
const MOST_ATTEMPTS = 6;
/** A target that has no capacity is not asked again at once. */
const QUIET_MS = 450;

/** B22 to B24 and B31: parts of Bedrock are gone, or all of it, or one tenant breaks it for itself. */
export const OUTAGES: readonly Scenario[] = [
  {
    id: 'B22',
    title: 'a Region goes out under a cross-Region profile',
    group: 'bedrock',
    route: PLAIN,
    question: SDK_STREAMED,
    arrange: ({ cloud }) => {
      cloud.bedrock.addFault({ match: { inferenceRegion: 'us-east-2' }, fault: { kind: 'outage', mode: 'unavailable' } });
    },
    // Bedrock itself goes to another Region: what is right is to leave it to that.
    conduct: () => ({ attemptsPerRequest: 1, meetsFault: false }),
  },
  {
    id: 'B23',
    title: 'an account goes out',
    group: 'bedrock',
    route: PLAIN,
    question: SDK_WHOLE,
    arrange: ({ cloud }) => {
      cloud.bedrock.addFault({ match: { account: HOME_ACCOUNT }, fault: { kind: 'outage', mode: 'reset' } });
    },
  },
  {
    id: 'B24',
    title: 'one tenant sends requests that make every model fail: its neighbour is served',
    group: 'bedrock',
    route: PLAIN,
    question: WHOLE,
    arrange: ({ witness }) => {
      witness.refuse(({ body }) => body.includes(POISON)
        ? new AwsError('ModelErrorException', 424, 'The request failed due to an error while processing the model.', { originalStatusCode: 500 })
        : undefined);
    },
    play: async (stage) => {
      const poisoned = await Promise.all(Array.from({ length: POISONED_REQUESTS }, async () => stage.askAgain({ text: POISON })));
      const failed = stage.witness.attempts(0);
      stage.witness.forgetCalls();
      const callers = [];
      for (let left = 5; left > 0; left -= 1) callers.push(await stage.askAgain({ tenant: neighbourOf('B24') }));
      const answered = poisoned.filter(({ error }) => error?.kind !== 'answer').length;
      return {
        callers,
        checks: [
          check('the poisoned requests end with an error', answered === 0, `${answered} did not`),
          check('they make every target fail', targetsOf(failed) === 2 && failed.every(isFailure), `${targetsOf(failed)} targets`),
          check('their calls are bounded', failed.length <= POISONED_REQUESTS * MOST_ATTEMPTS, `${failed.length} calls`),
        ],
      };
    },
    conduct: () => ({ attemptsPerRequest: 1, meetsFault: false }),
  },
  ...[SDK_STREAMED, STREAMED, WHOLE].map((question, index): Scenario => ({
    id: ['B31', 'B31-openai', 'B31-whole'][index] ?? '',
    title: `all targets are down (${question.client}${question.streamed ? ', streamed' : ''})`,
    group: 'bedrock',
    route: PLAIN,
    question,
    arrange: strikeAll({ kind: 'outage', mode: 'unavailable' }),
    wanted: 'cleanError',
    play: async (stage) => {
      const { callers, checks = [] } = await askRefused({ status: 503, comeBack: true })(stage);
      const tried = targetsOf(stage.witness.attempts(0));
      return { callers, checks: [...checks, check('every target is tried', tried === 2, `${tried} of 2`)] };
    },
    conduct: ({ deadline, slack }) => ({
      attemptsPerRequest: MOST_ATTEMPTS, failuresPerTarget: 3, quietAfterFailureMs: QUIET_MS, wallMs: deadline + slack,
    }),
  })),
  {
    id: 'B31-daily',
    title: 'the daily tokens of all targets are used up: two requests, the second finds both avoided',
    group: 'bedrock',
    route: PLAIN,
    question: WHOLE,
    arrange: strikeAll({ kind: 'throttle', dimension: 'tokensPerDay' }),
    wanted: 'cleanError',
    play: async (stage) => {
      const plays = [await askRefused({ status: 429, comeBack: true })(stage), await askRefused({ status: 429, comeBack: true })(stage)];
      const tried = targetsOf(stage.witness.attempts(0));
      return {
        callers: plays.flatMap(({ callers }) => callers),
        checks: [...plays.flatMap(({ checks = [] }) => checks), check('every target is tried', tried === 2, `${tried} of 2`)],
      };
    },
  },
];

function targetsOf(attempts: readonly AttemptView[]): number {
  return byTarget(attempts).length;
}
