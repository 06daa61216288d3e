import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import type { Plan } from '../../../src/contract/plan';
import { ensureGatewayBundle } from '../support/gateway-bundle';
import { actionsOf, allStatements, statementsFor } from '../support/policies';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'quickstart-'));

function templateOf(stack: string): Template {
  return Template.fromJSON(JSON.parse(fs.readFileSync(path.join(outdir, `${stack}.template.json`), 'utf8')));
}

function plan(): Plan {
  const [asset] = fs.readdirSync(outdir).filter((name) => name.startsWith('asset.'));
  return JSON.parse(fs.readFileSync(path.join(outdir, asset ?? '', 'plan.json'), 'utf8')) as Plan;
}

/** The targets of a route, tier by tier. */
function tiersOf(route: string): string[][] {
  return plan().routes[route]?.tiers.map((tier) => tier.members.map(({ target }) => target)) ?? [];
}

beforeAll(() => {
  ensureGatewayBundle();
  process.env.CDK_OUTDIR = outdir;
  for (const name of ['INFERENCE_REGION', 'GATEWAY_ACCOUNT', 'SHARD_ACCOUNT_1', 'SHARD_ACCOUNT_2']) delete process.env[name];
  jest.requireActual('../../../examples/quickstart/app');
});

afterAll(() => {
  delete process.env.CDK_OUTDIR;
  fs.rmSync(outdir, { recursive: true });
});

test('the app has the gateway and a stack for each further account', () => {
  const stacks = fs.readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  expect(stacks.sort()).toEqual(['Inference.template.json', 'InferenceShard1.template.json', 'InferenceShard2.template.json']);
});

test('its routes are the six that it explains', () => {
  expect(Object.keys(plan().routes)).toEqual(['balanced', 'cross-region', 'fallback-declared', 'fallback-discovered', 'isolated', 'sharded']);
});

test('no two routes share a model, so that their quotas are independent', () => {
  const models = Object.keys(plan().routes).flatMap((route) => {
    const targets = tiersOf(route).flat().map((name) => plan().targets[name]?.modelId);
    return [...new Set(targets)];
  });
  expect(new Set(models).size).toBe(models.length);
});

test('the sharded route takes turns between two accounts, each through its role', () => {
  expect(plan().routes.sharded?.tiers.map(({ strategy }) => strategy)).toEqual([{ kind: 'roundRobin' }]);
  expect(tiersOf('sharded')[0]?.map((name) => plan().targets[name]?.role?.arn)).toEqual([
    'arn:aws:iam::222222222222:role/inference-shard',
    'arn:aws:iam::333333333333:role/inference-shard',
  ]);
});

test('the gateway may assume exactly the roles that the member stacks create', () => {
  const assumed = statementsFor('sts', templateOf('Inference'), 'GatewayRole').map(({ Resource }) => Resource);
  expect(assumed).toEqual(['arn:aws:iam::222222222222:role/inference-shard', 'arn:aws:iam::333333333333:role/inference-shard']);
  templateOf('Inference').hasResourceProperties('AWS::IAM::Role', { RoleName: 'inference-gateway' });
  for (const stack of ['InferenceShard1', 'InferenceShard2']) {
    templateOf(stack).hasResourceProperties('AWS::IAM::Role', { RoleName: 'inference-shard' });
    expect(JSON.stringify(templateOf(stack).toJSON())).toContain(':iam::111111111111:role/inference-gateway');
  }
});

test('declared capacities are 3 for what is preferred and 25 for what it falls back to', () => {
  const capacities = (route: string) => tiersOf(route).map((tier) => tier.map((name) => plan().targets[name]?.capacity?.limits.requestsPerMinute));
  expect(capacities('fallback-declared')).toEqual([[3], [25]]);
  expect(capacities('balanced')).toEqual([[3, 3], [25]]);
  expect(capacities('fallback-discovered')).toEqual([[undefined], [undefined]]);
});

test('its tenants have the quotas that it explains', () => {
  const { tenants } = plan();
  expect(tenants.demo).toMatchObject({ quota: { requestsPerMinute: 1000 }, routes: Object.keys(plan().routes) });
  expect(tenants['tenant-a']).toMatchObject({ quota: { requestsPerMinute: 3 }, routes: ['isolated'] });
  expect(tenants['tenant-b']).toMatchObject({ quota: { requestsPerMinute: 10 }, routes: ['isolated'] });
  expect(tenants['tenant-c']).toMatchObject({ quota: { requestsPerMinute: 10 }, routes: ['isolated'] });
});

test('no policy of any stack has a wildcard in an action', () => {
  const statements = ['Inference', 'InferenceShard1', 'InferenceShard2'].flatMap((stack) => allStatements(templateOf(stack)));
  expect(statements.length).toBeGreaterThan(20);
  expect(statements.flatMap(actionsOf).filter((action) => action.includes('*'))).toEqual([]);
});
