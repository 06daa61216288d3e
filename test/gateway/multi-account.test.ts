import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chat, post, WORKER_FILE } from './support/gateway';
import { createKeyStore } from '../../cli/keys/key-store';
import { LocalCloud, startLocalCloud } from '../../local/local-cloud';

const [FIRST, SECOND] = ['222222222222', '333333333333'];
const outdir = mkdtempSync(join(tmpdir(), 'multi-account-'));

beforeAll(() => {
  process.env.CDK_OUTDIR = outdir;
  for (const name of ['INFERENCE_REGIONS', 'GATEWAY_ACCOUNT', 'MEMBER_ACCOUNTS', 'ORGANIZATION_ID']) delete process.env[name];
  process.env.STACK_SET = 'true';
  jest.requireActual('../../examples/multi-account/app');
});

afterAll(() => {
  delete process.env.CDK_OUTDIR;
  delete process.env.STACK_SET;
  rmSync(outdir, { recursive: true, force: true });
});

/** The example, running. `change` is what somebody does to the template of a member account. */
async function start(change: { readonly stack: string; readonly edit: (template: string) => string } | undefined = undefined) {
  const app = mkdtempSync(join(tmpdir(), 'multi-account-run-'));
  cpSync(outdir, app, { recursive: true });
  if (change) {
    const file = join(app, `${change.stack}.template.json`);
    const before = readFileSync(file, 'utf8');
    const after = change.edit(before);
    if (after === before) throw new Error(`nothing of ${change.stack} was changed`);
    writeFileSync(file, after);
  }
  const cloud = await startLocalCloud({ app, workerFile: WORKER_FILE, seed: 7 });
  const keys = createKeyStore(cloud.dynamodb.executeDirect, cloud.assembly.tables[0]!.name);
  const keyByTenant = new Map<string, string>();
  for (const tenant of ['platform', 'team-a', 'regulated']) keyByTenant.set(tenant, (await keys.create(tenant)).key);
  return {
    cloud,
    async ask(tenant: string) {
      const { body, ...request } = post(chat('claude-sonnet'));
      const response = await fetch(`${cloud.apis[0]!.url}/v1/chat/completions`, {
        ...request, body, headers: { 'content-type': 'application/json', 'authorization': `Bearer ${keyByTenant.get(tenant)}` },
      });
      await response.text();
      return { status: response.status, target: response.headers.get('x-inference-target') };
    },
    async close() {
      await cloud.close();
      rmSync(app, { recursive: true, force: true });
    },
  };
}

/** Who has served, as Bedrock knows it. */
const served = ({ bedrock }: LocalCloud) => [...new Set(bedrock.attempts.map(({ account, region }) => `${account} ${region}`))].sort();

describe('the example of several accounts, with the real bundle', () => {
  let example: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => { example = await start(); });
  afterEach(() => {
    example.cloud.bedrock.reset();
    example.cloud.sts.clearFaults();
  });
  afterAll(() => example.close());

  test('serves in every Region of both accounts, through roles that ask for the external id and the organization', async () => {
    for (let request = 0; request < 8; request++) expect(await example.ask('platform')).toMatchObject({ status: 200 });
    expect(served(example.cloud)).toEqual([`${FIRST} us-east-1`, `${FIRST} us-west-2`, `${SECOND} us-east-1`, `${SECOND} us-west-2`]);
    expect(example.cloud.authorizer.denials).toEqual([]);
  });

  test('goes on in one account when the other is down, but not with a tenant that is pinned to that', async () => {
    example.cloud.bedrock.addFault({ match: { account: FIRST }, fault: { kind: 'outage', mode: 'unavailable' } });
    for (let request = 0; request < 4; request++) {
      expect(await example.ask('platform')).toEqual({ status: 200, target: expect.stringContaining(SECOND) });
    }
    expect(await example.ask('regulated')).toMatchObject({ status: 503 });
  });

  test('goes on in both accounts when STS is down, with the credentials that it has', async () => {
    for (const account of [FIRST, SECOND]) example.cloud.sts.setFault({ accountId: account }, { kind: 'error', name: 'ServiceUnavailable', status: 503 });
    for (let request = 0; request < 4; request++) expect(await example.ask('platform')).toMatchObject({ status: 200 });
  });
});

test('an account for which STS has no answer yet is not waited for: the other one serves', async () => {
  const example = await start();
  try {
    example.cloud.sts.setFault({ accountId: FIRST }, { kind: 'error', name: 'ServiceUnavailable', status: 503 });
    for (let request = 0; request < 4; request++) {
      expect(await example.ask('platform')).toEqual({ status: 200, target: expect.stringContaining(SECOND) });
    }
    expect(served(example.cloud).every((place) => place.startsWith(SECOND))).toBe(true);
  } finally {
    await example.close();
  }
});

describe('an account whose role asks for something else', () => {
  const refused = async (edit: (template: string) => string) => {
    const example = await start({ stack: 'InferenceMember1', edit });
    try {
      for (let request = 0; request < 4; request++) {
        expect(await example.ask('platform')).toEqual({ status: 200, target: expect.stringContaining(SECOND) });
      }
      expect(await example.ask('regulated')).toMatchObject({ status: 503 });
      expect(served(example.cloud).every((place) => place.startsWith(SECOND))).toBe(true);
      return example.cloud.authorizer.denials;
    } finally {
      await example.close();
    }
  };

  test.each([
    ['another external id', (template: string) => template.replace('multi-account-example', 'another')],
    ['another gateway', (template: string) => template.replace('role/inference-gateway', 'role/somebody-else')],
  ])('%s is not entered, and the other one serves', async (_, edit) => {
    const denials = await refused(edit);
    expect(denials.length).toBeGreaterThan(0);
    for (const denial of denials) {
      expect(denial).toMatchObject({ action: 'sts:AssumeRole', resource: `arn:aws:iam::${FIRST}:role/inference-shard` });
    }
  });
});

test('the template for a StackSet says what the stacks of the accounts say', () => {
  const read = (stack: string) => JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), 'utf8')) as Record<string, unknown>;
  const template = read('InferenceMembers');
  expect(Object.keys(template).sort()).toEqual(['Description', 'Resources']);
  const inFirst = JSON.parse(JSON.stringify(template.Resources).replaceAll('",{"Ref":"AWS::AccountId"},"', FIRST)) as Record<string, { Type: string }>;
  const withoutMetadata = Object.fromEntries(Object.entries(read('InferenceMember1').Resources as Record<string, { Type: string }>)
    .filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata'));
  const properties = (resources: Record<string, { Type: string; Properties?: unknown }>) =>
    Object.values(resources).map(({ Type, Properties }) => ({ Type, Properties }));
  expect(properties(inFirst)).toEqual(properties(withoutMetadata));
});
