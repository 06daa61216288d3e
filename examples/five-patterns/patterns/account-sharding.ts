import { atOnce, Check, countBy, equals, Pattern, Scene } from '../support/pattern';
import { Call, Stage } from '../support/stage';

const REQUESTS = 20;

/** Twenty requests at once over two accounts, and once more with one of the accounts out of service. */
export const accountSharding: Pattern = {
  title: '2 · Account sharding',
  async play(stage) {
    const ask = () => atOnce(REQUESTS, () => stage.askWithOpenAi('demo', 'sharded'));
    const [first, second] = shardAccounts(stage);
    const healthy = sceneOf(stage, await ask(), `${REQUESTS} concurrent requests over two accounts, through assumed roles`, (account) =>
      equals(`requests served by account ${account}`, servedBy(stage, account), REQUESTS / 2), [first, second]);

    stage.forget();
    stage.cloud.bedrock.addFault({ match: { account: first }, fault: { kind: 'outage', mode: 'unavailable' } });
    const degraded = sceneOf(stage, await ask(), `the same with account ${first} out of service`, (account) =>
      equals(`requests served by account ${account}`, servedBy(stage, account), account === first ? 0 : REQUESTS), [first, second]);
    return [healthy, degraded];
  },
};

/** The accounts whose roles the gateway assumes, as the app names them. */
function shardAccounts({ cloud }: Stage): readonly [string, string] {
  const home = cloud.assembly.restApis[0]?.accountId;
  const others = [...new Set(cloud.assembly.roles.map(({ accountId }) => accountId))].filter((account) => account !== home).sort();
  if (others.length !== 2) throw new Error(`expected roles in two other accounts, found ${others.length}: ${others.join(', ')}`);
  return others as unknown as readonly [string, string];
}

function servedBy(stage: Stage, account: string): number {
  return stage.records().filter(({ accountId }) => accountId === account).length;
}

function sceneOf(stage: Stage, calls: readonly Call[], title: string, checkOf: (account: string) => Check, accounts: readonly string[]): Scene {
  const places = countBy(stage.records(), ({ accountId, inferenceRegion }) => `${accountId}|${inferenceRegion ?? 'unknown'}`);
  return {
    title,
    columns: ['Account', 'Region', 'Requests', 'Share of account'],
    rows: [...places]
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([place, count]) => {
        const [account = '', region = ''] = place.split('|');
        return [account, region, count, `${Math.round((count / servedBy(stage, account)) * 100)} %`];
      }),
    checks: [equals('requests that succeeded', calls.filter(({ status }) => status === 200).length, REQUESTS), ...accounts.map(checkOf)],
  };
}
