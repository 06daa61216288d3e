import { Aspects, IAspect } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { InferenceTarget } from '../../src';
import { chat, post, startGateway, TestGateway } from './support/gateway';

/** Takes every statement that names a resource of this kind out of the synthesized policies. */
class WithoutStatements implements IAspect {
  constructor(private readonly needle: string) {}

  public visit(node: IConstruct): void {
    if (!(node instanceof CfnPolicy)) return;
    const { Statement } = (node.policyDocument as { toJSON(): { Statement: unknown[] } }).toJSON();
    node.addPropertyOverride('PolicyDocument.Statement', Statement.filter((statement) => !JSON.stringify(statement).includes(this.needle)));
  }
}

describe('the synthesized policies, evaluated on every call', () => {
  let gateway: TestGateway | undefined;
  afterEach(() => gateway?.close());

  const start = async (needle?: string) => {
    gateway = await startGateway({
      routes: {
        'geographic': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] },
        'global': { targets: [InferenceTarget.globalCrossRegion('global.anthropic.claude-haiku-4-5-20251001-v1:0')] },
        'on-demand': { targets: [InferenceTarget.onDemand('amazon.nova-micro-v1:0', { region: 'us-west-2' })] },
      },
      tenants: { a: { quota: { requestsPerMinute: 100 } } },
    }, (app) => {
      if (needle) Aspects.of(app).add(new WithoutStatements(needle));
    });
    return gateway;
  };
  const ask = async (running: TestGateway, route: string, stream = false) =>
    (await running.fetch('/v1/chat/completions', { ...post(chat(route, { stream })), tenant: 'a' })).status;

  test('allow every kind of target, whole and streamed', async () => {
    const running = await start();
    for (const route of ['geographic', 'global', 'on-demand']) {
      expect([route, await ask(running, route), await ask(running, route, true)]).toEqual([route, 200, 200]);
    }
    expect(running.cloud.authorizer.denials).toEqual([]);
  });

  test.each([
    ['geographic', 'inference-profile/us.', 'bedrock:InvokeModel'],
    ['global', 'inference-profile/global.', 'bedrock:InvokeModel'],
    ['on-demand', 'foundation-model/amazon.nova-micro', 'bedrock:InvokeModel'],
    ['on-demand', 'dynamodb:', 'dynamodb:BatchGetItem'],
  ])('%s fails without the statement about %s, and what is missing is reported', async (route, needle, action) => {
    const running = await start(needle);
    expect(await ask(running, route)).toBe(503);
    expect(running.cloud.authorizer.denials[0]).toMatchObject({ action, missingStatement: { Effect: 'Allow', Action: action } });
  });
});
