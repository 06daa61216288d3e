import { check } from '../../judge/conduct';
import { ELSEWHERE, HOME, HOME_ACCOUNT, PLAIN, SHARD, SHARD_ACCOUNT } from '../../routes';
import { Scenario, SDK_STREAMED, SDK_WHOLE, STREAMED, WHOLE } from '../../scenario';
import { strike } from '../faults';
import { askInVain } from '../in-vain';
import { askRefused } from '../refusal';

const ONE_REGION_OUT = { targets: [HOME, ELSEWHERE] };
const SHARD_FIRST = { targets: [SHARD, HOME] };

const forgotten = { failuresPerTarget: 1 } as const;

/** B11 to B21: errors of Bedrock that mean something else than their status says. */
export const ERRORS: readonly Scenario[] = [
  {
    id: 'B11',
    title: '424 whose original status is 400: the caller’s own',
    group: 'bedrock',
    route: PLAIN,
    question: SDK_WHOLE,
    arrange: strike({ kind: 'error', name: 'ModelErrorException', fields: { originalStatusCode: 400, resourceName: 'model' } }),
    wanted: 'cleanError',
    play: askRefused({ status: 400 }),
    conduct: () => ({ attemptsPerRequest: 1 }),
  },
  row('B12', '424 whose original status is 500', PLAIN, SDK_WHOLE,
    strike({ kind: 'error', name: 'ModelErrorException', fields: { originalStatusCode: 500, resourceName: 'model' } })),
  row('B13', '408 ModelTimeoutException', PLAIN, SDK_WHOLE, strike({ kind: 'error', name: 'ModelTimeoutException' })),
  row('B14', '429 ModelNotReadyException', PLAIN, SDK_WHOLE, strike({ kind: 'error', name: 'ModelNotReadyException' })),
  {
    ...row('B15', 'daily tokens used up: five requests, one of which finds out', PLAIN, WHOLE, strike({ kind: 'throttle', dimension: 'tokensPerDay' })),
    play: async (stage) => {
      const startedAt = Date.now();
      // Of one container: others know it when they read the shared health again, two seconds later at most.
      await stage.restart();
      const callers = [];
      for (let left = 5; left > 0; left -= 1) {
        callers.push(await stage.askAgain());
        await stage.idle();
      }
      const found = stage.witness.attempts(startedAt).filter(({ account }) => account === HOME_ACCOUNT).length;
      return { callers, checks: [check('the target is asked once, and left until its day is over', found === 1, `${found} calls`)] };
    },
    conduct: () => ({ failuresPerTarget: 5 }),
  },
  row('B16', '529 overloaded', PLAIN, STREAMED, strike({ kind: 'error', name: 'overloaded_error' })),
  row('B17', 'AccessDenied in one account', SHARD_FIRST, SDK_WHOLE, strike({ kind: 'error', name: 'AccessDeniedException' }, {}, SHARD)),
  row('B18', 'a service control policy denies one Region', ONE_REGION_OUT, SDK_STREAMED, strike({ kind: 'error', name: 'ServiceControlPolicyDeny' })),
  {
    ...row('B19', 'STS gives no credentials for one account', SHARD_FIRST, STREAMED, async (stage) => {
      await stage.restart();
      stage.cloud.sts.setFault({ accountId: SHARD_ACCOUNT }, { kind: 'error', name: 'AccessDenied', status: 403 });
    }),
    play: askInVain('B19', SHARD),
    // A cold start comes on top.
    conduct: ({ slack }) => ({ meetsFault: false, wallMs: 2_000 + slack }),
  },
  row('B20', 'model not found in one Region', ONE_REGION_OUT, SDK_WHOLE, strike({ kind: 'error', name: 'ResourceNotFoundException' })),
  row('B21', 'on-demand throughput is not supported: a profile is required', PLAIN, SDK_STREAMED, strike({
    kind: 'error',
    name: 'ValidationException',
    message: 'Invocation of model ID anthropic.claude-sonnet-4-6 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
  })),
];

function row(
  id: string, title: string, route: Scenario['route'], question: Scenario['question'], arrange: Scenario['arrange'],
): Scenario {
  return { id, title, group: 'bedrock', route, question, arrange, conduct: () => forgotten };
}
