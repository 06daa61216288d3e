import { KILLED_HANDLER } from './killed-handler';
import { check } from '../../judge/conduct';
import { PLAIN, RouteShape, tenantOf } from '../../routes';
import { Play, Question, Scenario, STREAMED, WHOLE } from '../../scenario';
import { Stage } from '../../stage/stage';
import { askRefused } from '../refusal';

const DOWN = { kind: 'error', name: 'InternalServerError', status: 500 } as const;
/** What a call to the table may take before the gateway goes on without it, in milliseconds. */
const TABLE_LIMIT = 1_000;

/** The fault is met there, and Bedrock answers at once. */
const AT_THE_TABLE = { attemptsPerRequest: 1, meetsFault: false } as const;

/** B25 to B27: what the gateway itself depends on fails. */
export const DEPENDENCIES: readonly Scenario[] = [
  {
    ...row('B25-failOpen', 'DynamoDB down at admission, tenant fails open', 'failOpen', WHOLE, tableDown(DOWN)),
    play: askStruck('B25-failOpen'),
  },
  refused('B25-failClosed', 'DynamoDB down at admission, tenant fails closed', tableDown(DOWN)),
  row('B25-unlimited', 'DynamoDB down, tenant without a quota', undefined, STREAMED, tableDown(DOWN)),
  {
    ...row('B25-slow', 'DynamoDB hangs at admission, tenant fails open', 'failOpen', WHOLE, tableDown({ kind: 'latency', ms: 20_000 })),
    play: askStruck('B25-slow'),
    conduct: ({ slack, interToken }) => ({ ...AT_THE_TABLE, wallMs: 3 * TABLE_LIMIT + 60 * interToken + slack }),
  },
  {
    ...row('B25-throttled', 'DynamoDB throttles the admission once', 'failOpen', WHOLE, async (stage) => {
      await warm(stage);
      stage.cloud.dynamodb.setFault({ kind: 'error', name: 'ProvisionedThroughputExceededException', status: 400, count: 1 });
    }),
    play: askStruck('B25-throttled'),
  },
  {
    ...row('B26', 'DynamoDB down at settlement', 'failClosed', STREAMED, warm),
    play: async (stage) => askStruck('B26', (count) => {
      if (count === 1) stage.cloud.dynamodb.setFault(DOWN);
    })(stage),
  },
  KILLED_HANDLER,
];

function row(
  id: string, title: string, quota: RouteShape['quota'], question: Question, arrange: Scenario['arrange'],
): Scenario {
  const route = { ...PLAIN, ...(quota === undefined ? {} : { quota }) };
  return { id, title, group: 'bedrock', route, question, arrange, conduct: () => AT_THE_TABLE };
}

function refused(id: string, title: string, arrange: Scenario['arrange']): Scenario {
  return {
    ...row(id, title, 'failClosed', WHOLE, arrange),
    wanted: 'cleanError',
    play: askRefused({ status: 503, comeBack: true }),
    conduct: () => ({ ...AT_THE_TABLE, attemptsPerRequest: 0 }),
  };
}

/** Asks, and looks whether the gateway noticed that its table failed. */
function askStruck(id: string, onContent?: (count: number) => void) {
  return async (stage: Stage): Promise<Play> => {
    const caller = await stage.askAgain(onContent === undefined ? {} : { onContent });
    await stage.idle();
    const { ledgerErrors } = stage.decisions(tenantOf(id)).at(-1) ?? {};
    return { callers: [caller], checks: [check('the decision record counts the failures of the table', Number(ledgerErrors) > 0, String(ledgerErrors))] };
  };
}

/** The API key has been seen: a gateway that has never seen it cannot know it while the table is down. */
async function warm(stage: Stage): Promise<void> {
  const { error } = await stage.askAgain();
  if (error !== undefined) throw new Error(`without a fault, the gateway answered: ${error.message}`);
  await stage.idle();
}

function tableDown(fault: Parameters<Stage['cloud']['dynamodb']['setFault']>[0]): Scenario['arrange'] {
  return async (stage) => {
    await warm(stage);
    stage.cloud.dynamodb.setFault(fault);
  };
}
