import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CUSTOM, MINUTE, NOVA, OTHER_CUSTOM, properties } from './support/scene';
import { Assembly, NamedPolicy, PolicyDocument } from '../../../../local/assembly/model';
import { readAssembly } from '../../../../local/assembly/read-assembly';
import { AwsEndpoint, startAwsEndpoint } from '../../../../local/aws/endpoint';
import { ProvisionedService } from '../../../../local/bedrock-control/provisioned/provisioned-service';
import { Throughputs, ThroughputsProps } from '../../../../local/bedrock-control/provisioned/throughputs';
import { systemClock } from '../../../../local/clock';
import { Authorizer, createAuthorizer } from '../../../../local/iam/authorizer';
import { createIdentities } from '../../../../local/iam/identities';
import { LambdaFunctionError } from '../../../../local/lambda/invocation';
import { createLambda, LambdaFunction } from '../../../../local/lambda/lambda-function';
import { createMemorySinks } from '../../../../local/sinks/memory-sinks';
import { ProvisionedCommitment, ProvisionedThroughput } from '../../../../src';
import { PROVISIONED_HANDLERS, PROVISIONED_RESOURCE_TYPE } from '../../../../src/contract/provisioned';
import { createProviderFramework } from '../../../support/custom-resources/provider-framework';
import { OneResourceStack } from '../../../support/custom-resources/stack';
import { VirtualClock } from '../../../support/virtual-clock';

const WORKER_FILE = resolve(__dirname, '../../../../assets/lambda-environment/index.js');

/** What a test looks at; the functions and their endpoint are started once for all. */
interface Running {
  readonly throughputs: Throughputs;
  readonly authorizer: Authorizer;
  readonly service: ProvisionedService;
  stack(): OneResourceStack;
}

let directory: string;
let assembly: Assembly;
let current: Running;
let endpoint: AwsEndpoint;
let functions: readonly LambdaFunction[];
const sinks = createMemorySinks();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'provisioned-'));
  const app = new App({ outdir: directory, analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: { account: '111111111111', region: 'us-east-1' } });
  new ProvisionedThroughput(stack, 'Nova', { model: NOVA, modelUnits: 1, commitment: ProvisionedCommitment.oneMonth() });
  for (const [id, model] of Object.entries({ Custom: CUSTOM, Other: OTHER_CUSTOM })) new ProvisionedThroughput(stack, id, { model, modelUnits: 1 });
  app.synth();
  assembly = readAssembly(directory);

  const identities = createIdentities({ clock: systemClock });
  endpoint = await startAwsEndpoint({
    services: [{
      signingName: 'bedrock', handle: (request) => current.service.handle(request), renderError: (error, request) => current.service.renderError(error, request),
    }],
    identities,
    authorizer: { authorize: (...question) => current.authorizer.authorize(...question) },
    clock: systemClock,
  });
  functions = Object.values(PROVISIONED_HANDLERS).map((handler) => {
    const model = assembly.functions.find((candidate) => candidate.handler === handler)!;
    return createLambda({
      function: model,
      workerFile: WORKER_FILE,
      environmentVariables: { AWS_ENDPOINT_URL_BEDROCK: endpoint.url, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      credentials: async () => identities.issue({ roleArn: model.roleArn, sessionName: model.name }),
      sinks,
      clock: systemClock,
    });
  });
});
afterAll(async () => {
  await Promise.all(functions.map((lambda) => lambda.close()));
  await endpoint.close();
  rmSync(directory, { recursive: true, force: true });
});

/** @throws the error of the function, as Lambda tells it */
async function invoke(handler: string, event: unknown): Promise<unknown> {
  const lambda = functions.find(({ model }) => model.handler === handler)!;
  const { body, finished } = await lambda.invoke(event);
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof LambdaFunctionError)) throw error;
    throw Object.assign(new Error(error.errorMessage), { name: error.errorType, stack: error.trace.join('\n') });
  }
  await finished;
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}

/** @param without an action that is taken from a role */
function start(props: Partial<ThroughputsProps> = {}, without?: { readonly role: string; readonly action: string }): Running {
  const clock = new VirtualClock(Date.now());
  const throughputs = new Throughputs({ clock, creationMs: MINUTE, updateMs: MINUTE, ...props });
  const authorizer = createAuthorizer({
    rolesByArn: new Map(assembly.roles.map((role) => [role.arn, {
      ...role,
      permissionsBoundary: undefined,
      policies: without && role.logicalId.startsWith(without.role) ? withoutAction(role.policies, without.action) : role.policies,
    }])),
  });
  const { handle } = createProviderFramework({
    onEvent: (event) => invoke(PROVISIONED_HANDLERS.ON_EVENT, event), isComplete: (event) => invoke(PROVISIONED_HANDLERS.IS_COMPLETE, event),
  }, { wait: (ms) => clock.advance(ms), queryIntervalMs: 30_000, totalTimeoutMs: 55 * MINUTE });
  const stack = () => new OneResourceStack({ handle, resourceType: PROVISIONED_RESOURCE_TYPE });
  current = { throughputs, authorizer, service: new ProvisionedService(throughputs), stack };
  return current;
}

function withoutAction(policies: readonly NamedPolicy[], action: string): NamedPolicy[] {
  return policies.map(({ name, document }) => ({ name, document: JSON.parse(JSON.stringify(document).replaceAll(`"${action}"`, '"bedrock:None"')) as PolicyDocument }));
}

/** Everything that the functions ever do. */
async function wholeLife({ stack }: Pick<Running, 'stack'>): Promise<readonly string[]> {
  const deployed = stack();
  const outcomes = [
    await deployed.deploy(properties({ Model: CUSTOM, Tags: { a: '1' } })),
    await deployed.deploy(properties({ Model: OTHER_CUSTOM, Name: 'talk', Tags: { b: '2' } })),
    await deployed.deploy(properties({ Model: NOVA, ModelUnits: '2' })),
    await deployed.delete(),
  ];
  return outcomes.flatMap(({ reasons }) => reasons);
}

test('buys, changes, replaces and deletes over the wire, with the synthesized permissions', async () => {
  const running = start();
  expect(await wholeLife(running)).toEqual([]);
  expect(running.throughputs.list()).toEqual([]);
  expect(running.authorizer.denials).toEqual([]);
  expect(running.throughputs.calls.filter((operation) => operation === 'CreateProvisionedModelThroughput')).toHaveLength(2);
});

test.each([
  ['ProvisionedThroughputProviderOnEventRole', 'bedrock:GetProvisionedModelThroughput'],
  ['ProvisionedThroughputProviderOnEventRole', 'bedrock:CreateProvisionedModelThroughput'],
  ['ProvisionedThroughputProviderOnEventRole', 'bedrock:TagResource'],
  ['ProvisionedThroughputProviderIsCompleteRole', 'bedrock:GetProvisionedModelThroughput'],
  ['ProvisionedThroughputProviderIsCompleteRole', 'bedrock:UpdateProvisionedModelThroughput'],
  ['ProvisionedThroughputProviderIsCompleteRole', 'bedrock:DeleteProvisionedModelThroughput'],
  ['ProvisionedThroughputProviderIsCompleteRole', 'bedrock:TagResource'],
  ['ProvisionedThroughputProviderIsCompleteRole', 'bedrock:UntagResource'],
])('%s needs %s', async (role, action) => {
  const running = start({}, { role, action });
  const reasons = await wholeLife(running);
  expect(reasons[0]).toContain('AccessDeniedException');
  expect(running.authorizer.denials[0]).toMatchObject({ action });
});

test('an answer that is lost on the wire is asked for again with the same token: one is bought', async () => {
  const running = start({ uniqueNames: false });
  running.throughputs.addFault({ operation: 'CreateProvisionedModelThroughput', fault: 'lostAnswer', count: 2 });
  const deployed = running.stack();
  expect(await deployed.deploy(properties())).toEqual({ status: 'complete', reasons: [] });
  expect(running.throughputs.list().map(({ arn }) => arn)).toEqual([deployed.physicalId]);
  expect(running.throughputs.calls.filter((operation) => operation === 'CreateProvisionedModelThroughput')).toHaveLength(3);
});

test('errors arrive with their names and messages', async () => {
  const running = start({ unitQuota: 0 });
  const { reasons } = await running.stack().deploy(properties());
  expect(reasons[0]).toMatch(/failed with ServiceQuotaExceededException: The account may have 0 model units; this would make it 1\. An account has no model units until AWS Support grants some/);
  expect(reasons[0]).not.toMatch(/\n\s+at /);
});

test('a commitment that runs keeps it from being deleted', async () => {
  const { throughputs, stack } = start();
  const deployed = stack();
  await deployed.deploy(properties({ Commitment: 'OneMonth' }));
  const { commitmentEnd } = throughputs.list()[0]!;
  const { reasons } = await deployed.delete();
  expect(reasons[0]).toContain(`its commitment of one month runs until ${new Date(commitmentEnd!).toISOString()}`);
});

test('what is left of a commitment is measured with the event of the rule, and of no other', async () => {
  const { throughputs, authorizer } = start({ creationMs: 0 });
  const { arn } = assembly.provisionedThroughputs.find(({ logicalId }) => logicalId.startsWith('Nova'))!;
  throughputs.create({ provisionedModelName: 'chat', modelId: NOVA, modelUnits: 1, commitmentDuration: 'OneMonth', tags: {} }, arn);
  const [rule] = assembly.resources.filter(({ type }) => type === 'AWS::Events::Rule');
  const [{ Input }] = rule!.properties().Targets as [{ Input: string }];
  await invoke(PROVISIONED_HANDLERS.CHECK_COMMITMENT, JSON.parse(Input));
  const line = sinks.lines().map(({ message }) => message).find((message) => message.includes('ProvisionedCommitmentDaysLeft'));
  const measured = JSON.parse(line!) as Record<string, unknown>;
  expect(measured).toMatchObject({ ProvisionedThroughput: 'Stack-Nova', arn });
  expect(measured.ProvisionedCommitmentDaysLeft).toBeGreaterThan(27);
  expect(measured.ProvisionedCommitmentDaysLeft).toBeLessThanOrEqual(31);

  const foreign = throughputs.create({ provisionedModelName: 'foreign', modelId: NOVA, modelUnits: 1, tags: {} });
  await expect(invoke(PROVISIONED_HANDLERS.CHECK_COMMITMENT, { arn: foreign, name: 'x' })).rejects.toThrow(/AccessDeniedException/);
  expect(authorizer.denials.at(-1)).toMatchObject({ action: 'bedrock:GetProvisionedModelThroughput', resource: foreign });
});
