import { check } from '../../judge/conduct';
import { hedgeDelay } from '../../profile';
import { HOME, MODEL, OTHER_MODEL, PLAIN, SHARD, SHARD_ACCOUNT, targetName } from '../../routes';
import { Scenario, SDK_WHOLE, STREAMED, WHOLE } from '../../scenario';
import { strike } from '../faults';
import { askModels } from '../models-asked';

const FALLBACK = { ...HOME, model: OTHER_MODEL };

/** B38 to B40: a second target is asked although nothing has failed. */
export const SECOND_TARGETS: readonly Scenario[] = [
  ...[STREAMED, SDK_WHOLE].map((question): Scenario => ({
    id: question.streamed ? 'B38' : 'B38-whole',
    title: `hedging: a target that is slow, ${question.streamed ? 'streamed' : 'in one piece'}`,
    group: 'bedrock',
    route: { targets: [HOME, SHARD], hedged: true },
    question,
    arrange: strike(({ slowFirstToken }) => ({ kind: 'latency', ms: slowFirstToken })),
    play: async (stage, profile) => {
      const startedAt = Date.now();
      const caller = await stage.askAgain();
      await stage.idle();
      const [first, second, ...more] = stage.witness.attempts(startedAt);
      const apart = (second?.startedMs ?? 0) - (first?.startedMs ?? 0);
      return {
        callers: [caller],
        checks: [
          check('one call to each target', first?.account !== second?.account && more.length === 0, `${more.length + 2} calls`),
          check('the second is asked only when the first is slow', apart >= hedgeDelay(profile), `after ${apart} ms`),
          check('the slow call is cancelled', first?.outcome === 'cancelled', first?.outcome ?? 'no call'),
          check('the second answered', second?.account === SHARD_ACCOUNT && second.outcome === 'success', second?.outcome ?? 'no call'),
        ],
      };
    },
    // Far sooner than the first token of the slow one. It is cancelled, which is no failure.
    conduct: (profile) => ({ attemptsPerRequest: 2, meetsFault: false, wallMs: hedgeDelay(profile) + 120 * profile.interToken + profile.slack }),
  })),
  {
    id: 'B39',
    title: 'content filter, and the route names another model for that: it answers',
    group: 'bedrock',
    route: { ...PLAIN, forFilteredAnswers: [FALLBACK] },
    question: WHOLE,
    answeredBy: OTHER_MODEL,
    arrange: strike({ kind: 'contentFilter' }),
    play: askModels([MODEL, OTHER_MODEL], targetName('B39', FALLBACK)),
    conduct: () => ({ attemptsPerRequest: 2, meetsFault: false }),
  },
  {
    id: 'B40',
    title: 'a context window that is too small for the request: the target is not even asked',
    group: 'bedrock',
    route: { targets: [{ ...HOME, contextWindow: 2 }, FALLBACK] },
    question: WHOLE,
    answeredBy: OTHER_MODEL,
    arrange: () => undefined,
    play: askModels([OTHER_MODEL], targetName('B40', FALLBACK)),
    conduct: () => ({ attemptsPerRequest: 1, meetsFault: false }),
  },
];
