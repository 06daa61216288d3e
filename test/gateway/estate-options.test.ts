import { get } from 'node:http';
import { Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InterfaceVpcEndpoint, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { chat, post, startGateway, TestGateway } from './support/gateway';
import { GatewayCompute, GatewayEndpoint, GatewayWebAcl, InferenceTarget, InferenceVpcEndpoints, ResilientInferenceProps } from '../../src';

const CHAT = '/v1/chat/completions';
const BASE: ResilientInferenceProps = {
  routes: { claude: { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')], deadline: Duration.seconds(20) } },
  tenants: { a: { quota: { requestsPerMinute: 100 } } },
};

let gateway: TestGateway | undefined;
afterEach(() => gateway?.close());

const start = async (make: (stack: Stack) => Partial<ResilientInferenceProps>) => {
  gateway = await startGateway((stack) => ({ ...BASE, ...make(stack) }));
  return gateway;
};
const ask = (running: TestGateway, stream = false) => running.fetch(CHAT, { ...post(chat('claude', { stream })), tenant: 'a' });

test('a gateway with every option, in a VPC and private, answers here as it does without, and no call is denied', async () => {
  const running = await start((stack) => {
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }] });
    const { executeApi } = new InferenceVpcEndpoints(stack, 'Endpoints', { vpc, executeApi: true });
    return {
      vpc,
      endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: [executeApi!] }),
      encryptionKey: new Key(stack, 'Key'),
      webAcl: GatewayWebAcl.managed(),
      tracing: true,
      compute: GatewayCompute.lambda({ provisionedConcurrentExecutions: 2 }),
    };
  });
  expect(running.cloud.assembly.restApis[0]).toMatchObject({ endpointType: 'PRIVATE', vpcEndpointIds: [expect.any(String)] });
  expect((await ask(running)).status).toBe(200);
  const streamed = await ask(running, true);
  expect(await streamed.text()).toMatch(/data: \[DONE\]\s*$/);
  await running.idle();
  expect(running.cloud.authorizer.denials).toEqual([]);
  expect(running.logged('decision')).toHaveLength(2);
});

test('the function behind an alias is the one that is run', async () => {
  const running = await start(() => ({ compute: GatewayCompute.lambda({ provisionedConcurrentExecutions: 2 }) }));
  const integrations = JSON.stringify(running.cloud.assembly.restApis[0]!.root);
  expect(integrations).toMatch(/function:[^"]*:live\/response-streaming-invocations/);
  expect((await ask(running)).status).toBe(200);
});

test('on managed instances it answers here as an ordinary function, with no permission missing, and it is known that it is not one', async () => {
  const running = await start((stack) => ({ vpc: new Vpc(stack, 'Vpc', { natGateways: 1 }), compute: GatewayCompute.managedInstances({ concurrencyPerEnvironment: 40 }) }));
  expect(JSON.stringify(running.cloud.assembly.restApis[0]!.root)).toMatch(/function:[^"]*:live\/response-streaming-invocations/);
  expect((await ask(running)).status).toBe(200);
  expect(await (await ask(running, true)).text()).toMatch(/data: \[DONE\]\s*$/);
  await running.idle();
  expect(running.cloud.authorizer.denials).toEqual([]);
  expect(running.cloud.assembly.functions.map(({ requestsAtOnce }) => requestsAtOnce)).toContain(40);
  expect(running.cloud.assembly.notStoodUp.map(({ type }) => type)).not.toContain('AWS::Lambda::CapacityProvider');
});

describe('a domain with a base path', () => {
  const asked = (running: TestGateway, path: string, host: string) => new Promise<number>((done, failed) => {
    const { port } = new URL(running.url);
    get({ host: '127.0.0.1', port, path, headers: { host, authorization: `Bearer ${running.keyOf('a')}` } }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    }).on('error', failed);
  });

  test('is served under its name, and as ever under the address of this machine', async () => {
    const running = await start((stack) => ({
      domain: {
        domainName: 'inference.example.com',
        basePath: 'llm',
        certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111111111111:certificate/c'),
      },
    }));
    expect(await asked(running, '/llm/v1/models', 'inference.example.com')).toBe(200);
    expect(await asked(running, '/v1/models', 'inference.example.com')).toBe(403);
    expect(await asked(running, '/prod/v1/models', '127.0.0.1')).toBe(200);
    expect(await asked(running, '/prod/llm/v1/models', '127.0.0.1')).toBe(404);
  });

  test('of a private API is no different', async () => {
    const running = await start((stack) => ({
      endpoint: GatewayEndpoint.privateApi({
        vpcEndpoints: [InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Existing', { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 })],
      }),
      domain: {
        domainName: 'inference.corp.example.com',
        basePath: 'llm',
        certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111111111111:certificate/c'),
      },
    }));
    expect(running.cloud.assembly.notStoodUp).toEqual([]);
    expect(await asked(running, '/llm/v1/models', 'inference.corp.example.com')).toBe(200);
    expect(await asked(running, '/v1/models', 'inference.corp.example.com')).toBe(403);
    expect(await asked(running, '/prod/v1/models', '127.0.0.1')).toBe(200);
  });
});

test('a permissions boundary that forgets Bedrock denies, and says so', async () => {
  const running = await start((stack) => ({
    rolePermissionsBoundary: new ManagedPolicy(stack, 'Boundary', {
      statements: [new PolicyStatement({ actions: ['dynamodb:*', 'logs:*'], resources: ['*'] })],
    }),
  }));
  expect((await ask(running)).status).toBe(503);
  expect(running.cloud.authorizer.denials[0]).toMatchObject({ action: 'bedrock:InvokeModel', message: expect.stringContaining('permissions boundary') });
});

test('an interface endpoint that exists is as good as a new one', async () => {
  const running = await start((stack) => ({
    endpoint: GatewayEndpoint.privateApi({
      vpcEndpoints: [InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Existing', { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 })],
    }),
  }));
  expect(running.cloud.assembly.restApis[0]?.vpcEndpointIds).toEqual(['vpce-0123456789abcdef0']);
  expect((await ask(running)).status).toBe(200);
});
