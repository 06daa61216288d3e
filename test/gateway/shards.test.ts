import { App, Stack } from 'aws-cdk-lib';
import { chat, post, startGateway, TestGateway } from './support/gateway';
import { InferenceAccountRole, InferenceTarget, ShardSelection } from '../../src';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const OTHER = '222222222222';

describe('shards, with the real bundle', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    const home = InferenceTarget.crossRegion(SONNET, { name: 'here' });
    const elsewhere = InferenceTarget.crossRegion(SONNET, { name: 'there', roleArn: InferenceAccountRole.arnFor(OTHER, 'inference-shard') });
    gateway = await startGateway({
      roleName: 'inference-gateway',
      routes: { claude: { targets: [home, elsewhere] } },
      tenants: { free: {}, pinned: { shards: ShardSelection.pinned(OTHER) }, shuffled: { shards: ShardSelection.shuffled(1) } },
    }, (app) => buildOtherAccount(app, elsewhere));
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(() => gateway.close());

  const ask = async (tenant: string) => {
    const response = await gateway.fetch('/v1/chat/completions', { tenant, ...post(chat('claude')) });
    await response.text();
    await gateway.idle();
    return response;
  };
  const record = () => gateway.logged('decision').at(-1)!;

  test('a tenant that is pinned is served in its account', async () => {
    for (let request = 0; request < 4; request++) {
      const response = await ask('pinned');
      expect(response.status).toBe(200);
      expect(response.headers.get('x-inference-target')).toBe('there');
    }
    expect(gateway.cloud.authorizer.denials).toEqual([]);
  });

  test('and refused when that is down, while others are served', async () => {
    gateway.cloud.bedrock.addFault({ match: { account: OTHER }, fault: { kind: 'outage', mode: 'unavailable' } });
    expect((await ask('free')).status).toBe(200);
    expect((await ask('pinned')).status).toBe(503);
    expect(record()).toMatchObject({ outcome: 'failed', reason: 'unavailable', shards: [OTHER], candidates: [{ target: 'there' }] });
  });

  test('a tenant that is shuffled is always served in the same account', async () => {
    const first = (await ask('shuffled')).headers.get('x-inference-target');
    const [own] = record().shards as readonly string[];
    expect(first).toBe(own === OTHER ? 'there' : 'here');
    for (let request = 0; request < 4; request++) expect((await ask('shuffled')).headers.get('x-inference-target')).toBe(first);
  });
});

function buildOtherAccount(app: App, target: InferenceTarget): void {
  const stack = new Stack(app, 'Shard', { env: { account: OTHER, region: 'us-east-1' } });
  new InferenceAccountRole(stack, 'InferenceRole', { gatewayAccount: '111111111111', gatewayRoleName: 'inference-gateway', targets: [target] });
}
