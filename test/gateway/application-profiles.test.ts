import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { Aspects, IAspect } from 'aws-cdk-lib';
import { CfnApplicationInferenceProfile } from 'aws-cdk-lib/aws-bedrock';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { ApplicationProfiles, InferenceTarget, ResilientInferenceProps } from '../../src';
import { chat, post, startGateway, TestGateway } from './support/gateway';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'global.anthropic.claude-haiku-4-5-20251001-v1:0';
const NOVA = 'amazon.nova-micro-v1:0';
const MESSAGES = [{ role: 'user' as const, content: [{ text: 'Why do rivers bend?' }] }];

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const PROPS: ResilientInferenceProps = {
  routes: {
    'geographic': { targets: [InferenceTarget.crossRegion(SONNET)] },
    'global': { targets: [InferenceTarget.globalCrossRegion(HAIKU)] },
    'on-demand': { targets: [InferenceTarget.onDemand(NOVA)] },
  },
  tenants: { a: {}, b: {} },
  applicationProfiles: ApplicationProfiles.perTenant(),
};

async function start(props: Partial<ResilientInferenceProps> = {}, aspect?: IAspect): Promise<TestGateway> {
  gateway = await startGateway({ ...PROPS, ...props }, (app) => {
    if (aspect) Aspects.of(app).add(aspect);
  });
  return gateway;
}

/** The ARNs of the profiles that are tagged so, in the template. */
function tagged({ cloud }: TestGateway, key: string, value: string): readonly string[] {
  return cloud.assembly.resources.filter(({ type, properties }) => type === 'AWS::Bedrock::ApplicationInferenceProfile'
    && (properties().Tags as { Key: string; Value: string }[]).some((tag) => tag.Key === key && tag.Value === value)).map(({ ref }) => ref);
}

async function ask(running: TestGateway, tenant: string, route: string, stream = false): Promise<number> {
  const response = await running.fetch('/v1/chat/completions', { ...post(chat(route, { stream })), tenant });
  await response.text();
  return response.status;
}

describe('profiles of tenants', () => {
  test('every call is made with the profile of its own tenant, which Bedrock logs, whole and streamed', async () => {
    const running = await start();
    for (const tenant of ['a', 'b']) {
      running.cloud.bedrock.reset();
      for (const route of Object.keys(PROPS.routes)) {
        expect([tenant, route, await ask(running, tenant, route), await ask(running, tenant, route, true)]).toEqual([tenant, route, 200, 200]);
      }
      await running.idle();
      const own = tagged(running, 'inference-tenant', tenant);
      expect(own).toHaveLength(3);
      const { records } = running.cloud.bedrock;
      expect(records.map(({ modelId }) => modelId).sort()).toEqual([...own, ...own].sort());
      expect(records.map(({ requestMetadata }) => requestMetadata?.['inference-tenant'])).toEqual(Array(6).fill(tenant));
    }
    expect(running.cloud.authorizer.denials).toEqual([]);
  });

  test('so are the calls of the other APIs', async () => {
    const running = await start();
    const client = running.awsSdk('b');
    await client.send(new ConverseCommand({ modelId: 'geographic', messages: MESSAGES }));
    const { stream } = await client.send(new ConverseStreamCommand({ modelId: 'geographic', messages: MESSAGES }));
    for await (const event of stream!) void event;
    const invoked = await running.fetch('/model/geographic/invoke', {
      ...post({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 16, messages: [{ role: 'user', content: 'Hello' }] }), tenant: 'b',
    });
    expect(invoked.status).toBe(200);
    await running.anthropic('b').messages.create({ model: 'geographic', max_tokens: 16, messages: [{ role: 'user', content: 'Hello' }] });
    await running.idle();
    const { attempts } = running.cloud.bedrock;
    expect(attempts).toHaveLength(4);
    const own = tagged(running, 'inference-tenant', 'b');
    expect(new Set(attempts.map(({ model }) => model)).size).toBe(1);
    expect(own).toContain(attempts[0]!.model);
  });

  test('a target without a profile is called as it is, also as the fallback of one that has one', async () => {
    const running = await start({
      routes: { r: { targets: [InferenceTarget.crossRegion(SONNET)], fallbacks: [{ targets: [InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' })] }] } },
    });
    running.cloud.bedrock.addFault({ match: { region: 'us-east-1' }, fault: { kind: 'throttle', dimension: 'requestsPerMinute' } });
    expect(await ask(running, 'a', 'r')).toBe(200);
    const [own] = tagged(running, 'inference-tenant', 'a');
    expect(running.cloud.bedrock.attempts.map(({ model, region, outcome }) => [model, region, outcome])).toEqual([
      [own, 'us-east-1', 'ThrottlingException'], [SONNET, 'us-west-2', 'success'],
    ]);
    expect(running.cloud.authorizer.denials).toEqual([]);
  });

  test('what is known of a target holds for all of its profiles, which draw on one quota', async () => {
    const running = await start({ routes: { r: { targets: [InferenceTarget.crossRegion(SONNET, { name: 'only' })] } } });
    running.cloud.bedrock.setQuota({ model: SONNET }, { requestsPerMinute: 1 });
    expect(await ask(running, 'a', 'r')).toBe(200);
    expect(await ask(running, 'b', 'r')).toBe(429);
    await running.idle();
    const asked = running.logged('decision').map(({ tenant, attempts }) => [tenant, (attempts as { target: string }[])[0]!.target]);
    expect(asked).toEqual([['a', 'only'], ['b', 'only']]);
  });

  test('callers cannot name a profile, not even their own', async () => {
    const running = await start();
    for (const arn of [...tagged(running, 'inference-tenant', 'a'), ...tagged(running, 'inference-tenant', 'b')]) {
      expect(await ask(running, 'a', arn)).toBe(404);
      const direct = await running.fetch(`/model/${encodeURIComponent(arn)}/converse`, { ...post({ messages: MESSAGES }), tenant: 'a' });
      expect(direct.status).toBe(400);
    }
    expect(running.cloud.bedrock.attempts).toEqual([]);
  });
});

test('profiles of routes: the route is what tells calls apart', async () => {
  const target = InferenceTarget.crossRegion(SONNET);
  const routes = { x: { targets: [target] }, y: { targets: [target] } };
  const running = await start({ routes, applicationProfiles: ApplicationProfiles.perRoute() });
  for (const [tenant, route] of [['a', 'x'], ['b', 'x'], ['b', 'y']] as const) expect(await ask(running, tenant, route)).toBe(200);
  const [[x], [y]] = [tagged(running, 'inference-route', 'x'), tagged(running, 'inference-route', 'y')];
  expect(running.cloud.bedrock.attempts.map(({ model }) => model)).toEqual([x, x, y]);
  expect(x).not.toBe(y);
});

test('a profile that exists already is called and allowed', async () => {
  gateway = await startGateway((stack) => {
    const profile = new CfnApplicationInferenceProfile(stack, 'Mine', {
      inferenceProfileName: 'mine', modelSource: { copyFrom: stack.formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: HAIKU }) },
    });
    const target = InferenceTarget.applicationProfile(profile.attrInferenceProfileArn, { copiedFrom: HAIKU });
    return { routes: { r: { targets: [target] } }, tenants: { a: {} } };
  });
  expect([await ask(gateway, 'a', 'r'), await ask(gateway, 'a', 'r', true)]).toEqual([200, 200]);
  const [profile] = gateway.cloud.assembly.applicationProfiles;
  expect(gateway.cloud.bedrock.attempts.map(({ model, outcome }) => [model, outcome])).toEqual([[profile!.arn, 'success'], [profile!.arn, 'success']]);
});

/** Takes every statement that says this out of the synthesized policies. */
class WithoutStatements implements IAspect {
  constructor(private readonly needle: RegExp) {}

  public visit(node: IConstruct): void {
    if (!(node instanceof CfnPolicy)) return;
    const { Statement } = node.stack.resolve(node.policyDocument) as { Statement: unknown[] };
    node.addPropertyOverride('PolicyDocument.Statement', Statement.filter((statement) => !this.needle.test(JSON.stringify(statement))));
  }
}

describe('the permissions', () => {
  test.each<[string, string, RegExp]>([
    ['the profiles themselves', 'geographic', /InferenceProfileArn"\]/],
    ['the profile that is copied', 'geographic', /:inference-profile\/us\./],
    ['the models behind a geographic profile', 'geographic', /foundation-model\/anthropic\.claude-sonnet/],
    ['the models behind a Global profile', 'global', /"aws:RequestedRegion"/],
    ['a foundation model', 'on-demand', /foundation-model\/amazon/],
  ])('a call fails without the statement about %s', async (_, route, needle) => {
    const running = await start({}, new WithoutStatements(needle));
    expect(await ask(running, 'a', route)).toBe(503);
    expect(running.cloud.authorizer.denials[0]).toMatchObject({ action: 'bedrock:InvokeModel' });
  });

  test('what profiles are copies of cannot be called without one, nor through a profile that is not of this gateway', async () => {
    const running = await start();
    const { authorizer, assembly } = running.cloud;
    const role = assembly.functions.find(({ handler }) => handler === 'index.handler')!.roleArn;
    const caller = { accountId: '111111111111', arn: role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/') + '/session', roleArn: role };
    const allowed = (resource: string, through?: string) => {
      try {
        authorizer.authorize(caller, 'bedrock:InvokeModel', resource, { 'aws:RequestedRegion': 'us-east-1', ...through && { 'bedrock:InferenceProfileArn': through } });
        return true;
      } catch {
        return false;
      }
    };
    const [own] = tagged(running, 'inference-tenant', 'a');
    const model = 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-6';
    const system = `arn:aws:bedrock:us-east-1:111111111111:inference-profile/${SONNET}`;
    expect([allowed(own!), allowed(system, own), allowed(model, own)]).toEqual([true, true, true]);
    expect([allowed(model), allowed(system), allowed(model, system)]).toEqual([false, false, false]);
    expect(allowed('arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/foreign')).toBe(false);
    expect(allowed(model, 'arn:aws:bedrock:us-east-1:222222222222:application-inference-profile/foreign')).toBe(false);
  });
});
