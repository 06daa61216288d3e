import { AwsError } from '../../../local/aws/service';
import { check } from '../../judge/conduct';
import { HOME, SHARD, SHARD_ACCOUNT } from '../../routes';
import { Scenario, SDK_WHOLE, WHOLE } from '../../scenario';
import { strike } from '../faults';
import { askInVain } from '../in-vain';

const SHARD_FIRST = { targets: [SHARD, HOME] };

/** B33 to B35: sessions of another account end, or cannot be renewed. */
export const CREDENTIALS: readonly Scenario[] = [
  {
    id: 'B33',
    title: 'the session for one account expires in flight',
    group: 'bedrock',
    route: SHARD_FIRST,
    question: SDK_WHOLE,
    arrange: strike({ kind: 'error', name: 'ExpiredTokenException', status: 403, message: 'The security token included in the request is expired' }, { count: 1 }, SHARD),
  },
  {
    id: 'B33-revoked',
    title: 'the session for one account is revoked, and would be valid for long: a new one is fetched',
    group: 'bedrock',
    route: SHARD_FIRST,
    question: { ...WHOLE, outputTokens: 20 },
    arrange: async (stage) => {
      let revoked: string | undefined;
      stage.witness.refuse(({ account, accessKeyId }) => {
        if (account !== SHARD_ACCOUNT) return undefined;
        // The first session that is seen is the one that everybody caches.
        revoked ??= accessKeyId;
        return accessKeyId === revoked ? new AwsError('ExpiredTokenException', 403, 'The security token included in the request is expired') : undefined;
      });
    },
    play: async (stage) => {
      const callers = [];
      for (let left = 5; left > 0; left -= 1) callers.push(await stage.askAgain());
      const again = stage.witness.attempts(0).some(({ account, outcome }) => account === SHARD_ACCOUNT && outcome === 'success');
      return { callers, checks: [check('the account is used again, with a new session', again, 'it was not')] };
    },
    conduct: () => ({ attemptsPerRequest: 2 }),
  },
  {
    id: 'B34',
    title: 'STS is down while a session is still valid',
    group: 'bedrock',
    route: SHARD_FIRST,
    question: WHOLE,
    arrange: async (stage) => {
      await stage.askAgain();
      stage.cloud.sts.setFault({}, { kind: 'drop' });
    },
    play: async (stage) => {
      const caller = await stage.askAgain();
      const [first] = stage.witness.attempts(0);
      return {
        callers: [caller],
        checks: [
          check('the account stays in use', first?.account === SHARD_ACCOUNT && first.outcome === 'success', `${first?.account ?? 'nobody'} ${first?.outcome ?? ''}`),
        ],
      };
    },
    // Nothing goes wrong as long as the session is kept.
    conduct: () => ({ attemptsPerRequest: 1, meetsFault: false }),
  },
  {
    id: 'B35',
    title: 'STS hangs for one account on a cold start',
    group: 'bedrock',
    route: SHARD_FIRST,
    question: WHOLE,
    arrange: async (stage) => {
      await stage.restart();
      stage.cloud.sts.setFault({ accountId: SHARD_ACCOUNT }, { kind: 'latency', ms: 20_000 });
    },
    play: askInVain('B35', SHARD),
    conduct: ({ slack }) => ({ meetsFault: false, wallMs: 4_000 + slack }),
  },
];
