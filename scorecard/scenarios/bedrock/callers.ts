import { check } from '../../judge/conduct';
import { RESUMING, RouteShape, tenantOf } from '../../routes';
import { ANSWER_TOKENS, Question, Scenario, SDK_STREAMED, STREAMED } from '../../scenario';
import { Stage } from '../../stage/stage';
import { strike } from '../faults';

/** There is something to settle. */
const LIMITED: RouteShape = { ...RESUMING, quota: 'failClosed' };
/** Long enough to notice that a caller has left while the model still speaks. */
const LONG = 400;
const LEAVES_AFTER = 5;
/** Content that may be on its way when a caller leaves. */
const ON_ITS_WAY = 100;

/** B28, B29 and B32: callers that leave, and one whose tool call breaks off. */
export const CALLERS: readonly Scenario[] = [
  {
    id: 'B28',
    title: 'caller leaves before the first content',
    group: 'bedrock',
    route: LIMITED,
    question: { ...STREAMED, outputTokens: LONG },
    arrange: strike(({ firstTokenLimit }) => ({ kind: 'latency', ms: firstTokenLimit / 2 })),
    wanted: 'left',
    play: async (stage, { firstTokenLimit }) => {
      const leave = new AbortController();
      setTimeout(() => leave.abort(), firstTokenLimit / 4);
      const caller = await stage.askAgain({ leave: leave.signal });
      await stage.idle();
      return { callers: [caller], checks: await cancelled(stage, 'B28') };
    },
    conduct: () => ({ attemptsPerRequest: 1 }),
  },
  ...[STREAMED, SDK_STREAMED].map((question): Scenario => ({
    id: nameOf(question),
    title: `caller leaves after ${LEAVES_AFTER} tokens (${question.client})`,
    group: 'bedrock',
    route: LIMITED,
    question: { ...question, outputTokens: LONG },
    arrange: () => undefined,
    wanted: 'left',
    play: async (stage) => {
      const leave = new AbortController();
      const caller = await stage.askAgain({
        leave: leave.signal,
        onContent: (count) => {
          if (count === LEAVES_AFTER) leave.abort();
        },
      });
      await stage.idle();
      return { callers: [caller], checks: await cancelled(stage, nameOf(question)) };
    },
    conduct: () => ({ attemptsPerRequest: 1 }),
  })),
  {
    id: 'B32',
    title: 'stream cut inside a tool call: never spliced',
    group: 'bedrock',
    route: RESUMING,
    question: { ...STREAMED, tool: 'describe_river' },
    arrange: strike({ kind: 'cut', afterEvents: 8 }),
    expected: 'safe',
    conduct: () => ({ live: true, wallMs: ANSWER_TOKENS * 100 }),
  },
];

function nameOf({ client }: Question): string {
  return client === 'openai' ? 'B29' : `B29-${client}`;
}

async function cancelled(stage: Stage, id: string) {
  const [first] = stage.witness.attempts(0);
  const { outcome, reservedTokens, settledTokens } = stage.decisions(tenantOf(id)).at(-1) ?? {};
  const charged = await stage.chargedTokens(tenantOf(id));
  return [
    check('Bedrock saw the call cancelled', first?.outcome === 'cancelled', first?.outcome ?? 'no call'),
    check(`at most ${ON_ITS_WAY} tokens left Bedrock`, (first?.contentEvents ?? 0) <= ON_ITS_WAY, `${first?.contentEvents ?? 0} tokens`),
    check('the request is recorded as left', outcome === 'callerLeft', String(outcome)),
    check('it is charged what it may have cost', charged > 0 && charged < Number(reservedTokens), `${charged} of ${String(reservedTokens)} tokens`),
    check('what is recorded is what is charged', charged === settledTokens, `${String(settledTokens)} recorded, ${charged} charged`),
  ];
}
