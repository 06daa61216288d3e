import { check } from '../../judge/conduct';
import { HOME, MODEL, OTHER_MODEL, PLAIN, SHARD, targetName, tenantOf } from '../../routes';
import { Scenario, STREAMED, WHOLE } from '../../scenario';
import { strike } from '../faults';
import { askModels } from '../models-asked';
import { askRefused } from '../refusal';

const FALLBACK = { ...HOME, model: OTHER_MODEL };
const TOO_LONG = { kind: 'error', name: 'ValidationException', message: 'Input is too long for requested model.' } as const;

/** S12, S13 and S16: what is right is to leave well alone, and to say who answered. */
export const CONDUCT: readonly Scenario[] = [
  {
    id: 'S12',
    title: 'context length exceeded: never sent again unchanged',
    group: 'public',
    route: PLAIN,
    question: WHOLE,
    arrange: strike(TOO_LONG),
    wanted: 'cleanError',
    play: askRefused({ status: 400, because: /too long/i }),
    conduct: () => ({ attemptsPerRequest: 1, failuresPerTarget: 1 }),
  },
  {
    id: 'S12-fallback',
    title: 'context length exceeded, and the route has a larger model: served there, no target that refused is asked again',
    group: 'public',
    route: { ...PLAIN, forLongRequests: [{ ...FALLBACK, contextWindow: 2_000_000 }] },
    question: WHOLE,
    answeredBy: OTHER_MODEL,
    arrange: (stage, profile) => {
      strike(TOO_LONG)(stage, profile);
      // The same model in another account would refuse it as well.
      strike(TOO_LONG, {}, SHARD)(stage, profile);
    },
    play: askModels([MODEL, OTHER_MODEL], targetName('S12-fallback', FALLBACK)),
    conduct: () => ({ attemptsPerRequest: 2, failuresPerTarget: 1 }),
  },
  {
    id: 'S13',
    title: 'content filter: the reason is kept, nothing is tried again',
    group: 'public',
    route: PLAIN,
    question: STREAMED,
    arrange: strike({ kind: 'contentFilter' }),
    wanted: 'filtered',
    // The call succeeds, and the answer says what has happened.
    conduct: () => ({ attemptsPerRequest: 1, meetsFault: false }),
  },
  {
    id: 'S16',
    title: 'accounting: the model that served is reported, failed attempts are not billed',
    group: 'public',
    route: { targets: [HOME, FALLBACK], quota: 'failClosed' },
    question: WHOLE,
    answeredBy: OTHER_MODEL,
    arrange: strike({ kind: 'error', name: 'InternalServerException' }),
    play: async (stage) => {
      const startedAt = Date.now();
      const caller = await stage.askAgain();
      await stage.idle();
      const billed = stage.witness.attempts(startedAt).find(({ outcome }) => outcome === 'success');
      const record = stage.decisions(tenantOf('S16'))[0];
      const charged = await stage.chargedTokens(tenantOf('S16'));
      const settled = (billed?.inputTokens ?? 0) + (billed?.outputTokens ?? 0) * BURNDOWN;
      return {
        callers: [caller],
        checks: [
          check('the target that served is reported', caller.target === targetName('S16', FALLBACK), caller.target ?? 'nothing'),
          check('the usage is that of the answer', caller.usage?.outputTokens === billed?.outputTokens && caller.usage?.inputTokens === billed?.inputTokens,
            JSON.stringify(caller.usage)),
          check(`${settled} quota tokens are settled`, record?.settledTokens === settled, String(record?.settledTokens)),
          check(`${settled} quota tokens are charged in the table`, charged === settled, String(charged)),
        ],
      };
    },
  },
];

/** Quota tokens per output token of the fallback. */
const BURNDOWN = 5;
