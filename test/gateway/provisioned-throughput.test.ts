import { Duration } from 'aws-cdk-lib';
import { chat, post, startGateway, TestGateway } from './support/gateway';
import { InferenceTarget, ProvisionedCommitment, ProvisionedThroughput } from '../../src';

const NOVA = 'amazon.nova-lite-v1:0:300k';
const ON_DEMAND = 'amazon.nova-lite-v1:0';

let gateway: TestGateway;
let arn: string;
let measuredArn: string;
beforeAll(async () => {
  gateway = await startGateway((stack) => {
    const provisioned = new ProvisionedThroughput(stack, 'Nova', { model: NOVA, modelUnits: 1, commitment: ProvisionedCommitment.sixMonths() });
    const measured = new ProvisionedThroughput(stack, 'Measured', { model: NOVA, modelUnits: 1 });
    const onDemand = InferenceTarget.onDemand(ON_DEMAND);
    return {
      routes: {
        assistant: { targets: [provisioned.asTarget()], fallbacks: [{ targets: [onDemand] }], deadline: Duration.seconds(30) },
        measured: { targets: [measured.asTarget({ name: 'measured', capacity: { requestsPerMinute: 2 } })], fallbacks: [{ targets: [onDemand] }] },
      },
      tenants: { a: {} },
    };
  });
  [arn, measuredArn] = gateway.cloud.assembly.provisionedThroughputs.map((provisioned) => provisioned.arn) as [string, string];
});
afterAll(() => gateway.close());
beforeEach(() => gateway.cloud.bedrock.reset());

async function ask(route: string, stream = false): Promise<readonly [number, string | null]> {
  const response = await gateway.fetch('/v1/chat/completions', { ...post(chat(route, { stream })), tenant: 'a' });
  await response.text();
  await gateway.idle();
  return [response.status, response.headers.get('x-inference-target')];
}

const called = () => gateway.cloud.bedrock.attempts.map(({ model, outcome }) => [model, outcome]);

test('the local cloud makes its ARN up, stands everything of it up or says why not, and the gateway may call it', async () => {
  expect(arn).toMatch(/^arn:aws:bedrock:us-east-1:111111111111:provisioned-model\/[a-z0-9]{12}$/);
  expect(gateway.cloud.assembly.notStoodUp).toEqual([]);
  expect([await ask('assistant'), await ask('assistant', true)]).toEqual([[200, 'Inference-Nova'], [200, 'Inference-Nova']]);
  expect(called()).toEqual([[arn, 'success'], [arn, 'success']]);
  expect(gateway.cloud.authorizer.denials).toEqual([]);
});

test.each([false, true])('when it is full, on demand serves, and the caller sees nothing of it (streamed: %s)', async (stream) => {
  gateway.cloud.bedrock.setQuota({ model: arn }, { requestsPerMinute: 1 });
  expect(await ask('assistant', stream)).toEqual([200, 'Inference-Nova']);
  expect(await ask('assistant', stream)).toEqual([200, `${ON_DEMAND}@us-east-1`]);
  expect(called()).toEqual([[arn, 'success'], [arn, 'ThrottlingException'], [ON_DEMAND, 'success']]);
  const [, spilled] = gateway.logged('decision').slice(-2);
  expect(spilled).toMatchObject({ outcome: 'success', attempts: [{ target: 'Inference-Nova' }, { target: `${ON_DEMAND}@us-east-1` }] });
});

test.each(['ModelNotReadyException', 'ResourceNotFoundException'])('while it is not in service, or gone (%s), on demand serves', async (name) => {
  gateway.cloud.bedrock.addFault({ match: { model: arn }, fault: { kind: 'error', name } });
  expect(await ask('assistant')).toEqual([200, `${ON_DEMAND}@us-east-1`]);
});

test('with a capacity it is not even called when it is full', async () => {
  const served = [];
  for (let request = 0; request < 3; request++) served.push((await ask('measured'))[1]);
  expect(served).toEqual(['measured', 'measured', `${ON_DEMAND}@us-east-1`]);
  expect(called()).toEqual([[measuredArn, 'success'], [measuredArn, 'success'], [ON_DEMAND, 'success']]);
});
