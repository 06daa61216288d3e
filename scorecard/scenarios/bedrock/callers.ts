import { check } from '../../judge/conduct';
import { PLAIN, RESUMING, RouteShape, tenantOf } from '../../routes';
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
/** As long as an answer can be: the buffers of the operating system, through which it passes twice, must not hold all of it. */
const BOOK = 64_000;
/** The part of it that may be on its way to somebody who does not read. */
const MOST_BUFFERED = 0.9;
const CHAPTER = 10_000;

/** The AWS SDK reads over HTTP/2, where a reader that stops holds the sender back after a small window. */
const NOT_READING: Scenario = {
  id: 'B30',
  title: `slow reader: ${BOOK.toLocaleString('en')} tokens to a caller that stops reading and then leaves`,
  group: 'bedrock',
  route: { ...PLAIN, patient: true },
  question: { ...SDK_STREAMED, outputTokens: BOOK },
  arrange: ({ cloud }) => cloud.bedrock.setBehaviour({ outputTokens: BOOK, interTokenMs: 0 }),
  wanted: 'left',
  play: async (stage) => {
    const leave = new AbortController();
    const produced: number[] = [];
    const stopsReading = async (count: number) => {
      if (count !== 1) return;
      for (let second = 0; second < 2; second += 1) {
        await sleep(1_000);
        produced.push(stage.witness.contentEvents());
      }
      leave.abort();
    };
    const caller = await stage.askAgain({ onContent: stopsReading, leave: leave.signal });
    await stage.idle();
    const [before = 0, after = 0] = produced;
    const outcome = stage.witness.attempts(0)[0]?.outcome ?? 'no call';
    return {
      callers: [caller],
      checks: [
        check(
          'the model stops speaking when nobody reads',
          before === after && after < BOOK * MOST_BUFFERED,
          `${before}, then ${after} of ${BOOK} tokens had left Bedrock`,
        ),
        check('Bedrock saw the call cancelled', outcome === 'cancelled', outcome),
      ],
    };
  },
  conduct: ({ slack }) => ({ attemptsPerRequest: 1, wallMs: 6_000 + slack }),
};

const READING_ON: Scenario = {
  id: 'B30-whole',
  title: `slow reader: ${CHAPTER.toLocaleString('en')} tokens to a caller that stops reading and then reads on`,
  group: 'bedrock',
  route: { ...PLAIN, patient: true },
  question: { ...STREAMED, outputTokens: CHAPTER },
  arrange: ({ cloud }) => cloud.bedrock.setBehaviour({ outputTokens: CHAPTER, interTokenMs: 0 }),
  play: async (stage) => ({
    callers: [await stage.askAgain({
      onContent: async (count) => {
        if (count === 1) await sleep(1_000);
      },
    })],
  }),
  conduct: ({ slack }) => ({ attemptsPerRequest: 1, wallMs: 6_000 + slack }),
};

/** B28 to B30: callers that leave, or do not read. */
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
      return { callers: [caller], checks: cancelled(stage, 'B28') };
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
      return { callers: [caller], checks: cancelled(stage, nameOf(question)) };
    },
    conduct: () => ({ attemptsPerRequest: 1 }),
  })),
  NOT_READING,
  READING_ON,
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

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

function nameOf({ client }: Question): string {
  return client === 'openai' ? 'B29' : `B29-${client}`;
}

function cancelled(stage: Stage, id: string) {
  const [first] = stage.witness.attempts(0);
  const { outcome } = stage.decisions(tenantOf(id)).at(-1) ?? {};
  return [
    check('Bedrock saw the call cancelled', first === undefined || first.outcome === 'cancelled', first?.outcome ?? 'no call'),
    check(`at most ${ON_ITS_WAY} tokens left Bedrock`, (first?.contentEvents ?? 0) <= ON_ITS_WAY, `${first?.contentEvents ?? 0} tokens`),
    check('the request is settled and recorded as left', outcome === 'callerLeft', String(outcome)),
  ];
}
