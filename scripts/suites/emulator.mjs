// Further suite: `cdk bootstrap`, `cdk deploy` and `cdk destroy` of examples/quickstart, as far as it knows the resources, on an AWS emulator that is not ours
// (MiniStack from PyPI, MIT), and a look at what is there by the API of each service. Prints what the emulator does not cover.
// Skips, and says so, where there is no Python or no PyPI. Run it after `npm test`, which builds what is deployed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pythonEnvironment } from '../support/python-environment.mjs';
import { resolver } from '../support/resolve-template.mjs';
import { local, ROOT } from '../support/steps.mjs';

/** That of whoever has no other, as the emulator has it: it takes an access key of twelve digits for an account. */
const ACCOUNT = '000000000000';
const SHARD_ACCOUNT = '222222222222';
const REGION = 'us-east-1';

/** What the emulator leaves out of what the template asks for; compared with what it does, so that the list stays true. */
const NOT_COVERED = [
  'AWS::ApiGateway::RestApi EndpointConfiguration',
  'AWS::ApiGateway::Stage AccessLogSetting',
  'AWS::DynamoDB::GlobalTable PointInTimeRecoverySpecification',
  'AWS::DynamoDB::GlobalTable TimeToLiveSpecification',
  'AWS::ApiGateway::Method Integration.ResponseTransferMode',
  'requests: its Node.js runtime has no response streaming',
];

/** It refuses a template with any of the first two, and the third refers to them. */
const NOT_KNOWN = {
  'AWS::CloudWatch::CompositeAlarm': ({ Type }) => Type === 'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Alarm of several metrics': ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties.Metrics !== undefined,
  'AWS::CloudWatch::Dashboard': ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
};
const isKnown = (resource) => !Object.values(NOT_KNOWN).some((matches) => matches(resource));

const { missing, program } = pythonEnvironment('emulator', join(ROOT, 'test', 'emulator', 'requirements.txt'));
if (missing) console.log(`SKIPPED: ${missing}`);

describe('the quickstart on an AWS emulator that is not ours', { skip: missing, timeout: 240_000 }, () => {
  let emulator;
  let folder;
  let url;
  let assembly;
  let template;
  let found;
  let resolve;
  let resources;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    assembly = join(folder, 'cdk.out');
    succeeds(local('tsx'), ['--tsconfig', 'examples/tsconfig.json', 'examples/quickstart/app.ts'], {
      CDK_OUTDIR: assembly, GATEWAY_ACCOUNT: ACCOUNT, SHARD_ACCOUNT_1: SHARD_ACCOUNT, INFERENCE_REGION: REGION,
    });
    const file = join(assembly, 'Inference.template.json');
    template = JSON.parse(readFileSync(file, 'utf8'));
    template.Resources = Object.fromEntries(Object.entries(template.Resources).filter(([, resource]) => isKnown(resource)));
    writeFileSync(file, JSON.stringify(template));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    mkdirSync(join(folder, 'data'));
    emulator = spawn(program('ministack'), [], {
      stdio: 'ignore',
      env: { ...process.env, HOME: folder, TMPDIR: folder, BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port), S3_DATA_DIR: join(folder, 'data') },
    });
    await answers(`${url}/health`);
    cdk(ACCOUNT, 'bootstrap', `aws://${ACCOUNT}/${REGION}`);
    cdk(ACCOUNT, 'deploy', 'Inference', '--app', assembly, '--require-approval', 'never');
    found = inspect(ACCOUNT);
    ({ resources } = found.stacks.Inference);
    resolve = resolverOf(resources);
  });
  after(async () => {
    const ended = new Promise((done) => emulator?.once('exit', done));
    if (emulator?.kill()) await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const environmentOf = (account) => ({
    HOME: folder, AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION,
    CDK_DISABLE_VERSION_CHECK: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', JSII_DEPRECATED: 'quiet', NODE_NO_WARNINGS: '1',
  });
  const cdk = (account, ...args) => succeeds(local('cdk'), [...args, '--no-notices', '--ci'], environmentOf(account));
  const inspect = (account) => JSON.parse(succeeds(program('python'), [join(ROOT, 'test', 'emulator', 'inspect_stack.py')], environmentOf(account)).stdout);
  const ofType = (type) => Object.entries(template.Resources).filter(([, resource]) => resource.Type === type).map(([id, { Properties }]) => ({ id, ...Properties }));
  const only = (values) => {
    assert.equal(values.length, 1, JSON.stringify(values));
    return values[0];
  };

  function resolverOf(deployed) {
    const ids = Object.fromEntries(Object.entries(deployed).map(([name, { id }]) => [name, id]));
    const arns = {};
    for (const [name, { type, id }] of Object.entries(deployed)) {
      if (type === 'AWS::DynamoDB::GlobalTable') arns[name] = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${id}`;
      if (type === 'AWS::IAM::Role') arns[name] = `arn:aws:iam::${ACCOUNT}:role/${id}`;
      if (type === 'AWS::Logs::LogGroup') arns[name] = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${id}:*`;
      if (type === 'AWS::Lambda::Function') arns[name] = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${id}`;
    }
    return resolver({ account: ACCOUNT, region: REGION, ids, arns });
  }

  test('every resource of the template is created', () => {
    assert.equal(found.stacks.Inference.status, 'CREATE_COMPLETE');
    const created = Object.entries(resources).map(([id, { status, type }]) => [id, type, status]).sort();
    assert.deepEqual(created, Object.entries(template.Resources).map(([id, { Type }]) => [id, Type, 'CREATE_COMPLETE']).sort());
  });

  test('the table has the keys of the template and is billed by request', () => {
    const { AttributeDefinitions, BillingMode, KeySchema } = only(ofType('AWS::DynamoDB::GlobalTable'));
    const { attributes, billing, keys } = only(found.tables);
    assert.deepEqual(keys, Object.fromEntries(KeySchema.map(({ AttributeName, KeyType }) => [KeyType, AttributeName])));
    assert.deepEqual(attributes, Object.fromEntries(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType])));
    assert.equal(billing, BillingMode);
  });

  test('the function has the settings, the code, the role and the environment of the template', () => {
    const wanted = only(ofType('AWS::Lambda::Function'));
    const deployed = only(found.functions);
    for (const name of ['Runtime', 'Handler', 'Timeout', 'MemorySize', 'Architectures']) assert.deepEqual(deployed[name], wanted[name], name);
    assert.equal(deployed.Role, resolve(wanted.Role));
    assert.deepEqual(deployed.Environment.Variables, resolve(wanted.Environment.Variables));
    assert.ok(deployed.CodeSize > 10_000, `the code has ${deployed.CodeSize} bytes`);
  });

  test('the roles trust and allow what the template says, word for word', () => {
    for (const role of ofType('AWS::IAM::Role')) {
      const deployed = only(found.roles.filter(({ name }) => name === resources[role.id].id));
      assert.deepEqual(deployed.trust, resolve(role.AssumeRolePolicyDocument));
      assert.deepEqual(deployed.attached, resolve(role.ManagedPolicyArns ?? []));
      const policies = ofType('AWS::IAM::Policy').filter(({ Roles }) => resolve(Roles).includes(deployed.name)).map(({ PolicyDocument }) => resolve(PolicyDocument));
      assert.deepEqual(deployed.policies, policies);
    }
    assert.ok(JSON.stringify(found.roles).includes('bedrock:InvokeModelWithResponseStream'));
  });

  test('the API leads every method and path to the function, which lets it', () => {
    const { methods, stages } = only(found.apis);
    const { arn, policy } = only(found.functions);
    assert.deepEqual(Object.keys(methods).sort(), ['ANY /', 'ANY /{proxy+}']);
    for (const method of Object.values(methods)) {
      assert.equal(method.authorization, 'NONE');
      assert.equal(method.type, 'AWS_PROXY');
      assert.equal(method.uri, `arn:aws:apigateway:${REGION}:lambda:path/2021-11-15/functions/${arn}/response-streaming-invocations`);
      assert.equal(method.timeoutInMillis, 900_000);
    }
    const [{ ThrottlingBurstLimit, ThrottlingRateLimit }] = only(ofType('AWS::ApiGateway::Stage')).MethodSettings;
    const { name, settings } = only(stages);
    assert.deepEqual([name, settings['*/*'].throttlingRateLimit, settings['*/*'].throttlingBurstLimit], ['prod', ThrottlingRateLimit, ThrottlingBurstLimit]);
    assert.equal(policy.Statement.length, ofType('AWS::Lambda::Permission').length);
    for (const { Action, Principal } of policy.Statement) assert.deepEqual([Action, Principal], ['lambda:InvokeFunction', { Service: 'apigateway.amazonaws.com' }]);
  });

  test('the log groups are there, and forget', () => {
    const wanted = ofType('AWS::Logs::LogGroup').map(({ id, RetentionInDays }) => ({ name: resources[id].id, retention: RetentionInDays }));
    assert.deepEqual(sorted(found.logGroups), sorted(wanted));
  });

  test('a key is created in the deployed table, and listed', () => {
    const { name } = only(found.tables);
    const keys = (...args) => succeeds(process.execPath, [join(ROOT, 'bin', 'cdk-resilient-inference'), 'keys', ...args, '--region', REGION, '--table', name], environmentOf(ACCOUNT)).stdout;
    assert.match(keys('create', '--tenant', 'demo', '--label', 'first'), /cri_\S+/);
    assert.match(keys('list', '--tenant', 'demo'), /first/);
  });

  test('the same app once more changes nothing', () => {
    const { stderr, stdout } = cdk(ACCOUNT, 'deploy', 'Inference', '--app', assembly, '--require-approval', 'never');
    assert.match(stdout + stderr, /\(no changes\)/);
  });

  test('the role of another account trusts the gateway alone, and allows its targets alone', () => {
    cdk(SHARD_ACCOUNT, 'bootstrap', `aws://${SHARD_ACCOUNT}/${REGION}`);
    cdk(SHARD_ACCOUNT, 'deploy', 'InferenceShard1', '--app', assembly, '--exclusively', '--require-approval', 'never');
    const { roles } = inspect(SHARD_ACCOUNT);
    const shard = JSON.parse(readFileSync(join(assembly, 'InferenceShard1.template.json'), 'utf8'));
    const resolveShard = resolver({ account: SHARD_ACCOUNT, region: REGION, ids: {}, arns: {} });
    const wanted = Object.values(shard.Resources);
    const deployed = only(roles.filter(({ name }) => name === 'inference-shard'));
    assert.deepEqual(deployed.trust, resolveShard(wanted.find(({ Type }) => Type === 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument));
    assert.deepEqual(deployed.policies, wanted.filter(({ Type }) => Type === 'AWS::IAM::Policy').map(({ Properties }) => resolveShard(Properties.PolicyDocument)));
  });

  test('what the emulator does not cover is what is listed', async (context) => {
    const { id, endpoint, methods, stages } = only(found.apis);
    const { pointInTimeRecovery, timeToLive } = only(found.tables);
    const health = await fetch(`${url}/restapis/${id}/prod/_user_request_/health`);
    const covered = {
      'AWS::ApiGateway::RestApi EndpointConfiguration': endpoint.types !== undefined,
      'AWS::ApiGateway::Stage AccessLogSetting': only(stages).accessLog.format !== undefined,
      'AWS::DynamoDB::GlobalTable PointInTimeRecoverySpecification': pointInTimeRecovery === 'ENABLED',
      'AWS::DynamoDB::GlobalTable TimeToLiveSpecification': timeToLive === 'ENABLED',
      'AWS::ApiGateway::Method Integration.ResponseTransferMode': methods['ANY /'].responseTransferMode === 'STREAM',
      'requests: its Node.js runtime has no response streaming': health.status === 200,
    };
    const gaps = Object.keys(covered).filter((what) => !covered[what]);
    for (const type of Object.keys(NOT_KNOWN)) context.diagnostic(`left out of the template: ${type}`);
    for (const gap of gaps) context.diagnostic(`not covered: ${gap}`);
    assert.deepEqual(gaps.sort(), [...NOT_COVERED].sort());
  });

  test('after cdk destroy nothing is left but what is to be retained', () => {
    const roleNames = (state) => state.roles.map(({ name }) => name).filter((name) => !name.startsWith('cdk-'));
    cdk(ACCOUNT, 'destroy', 'Inference', '--app', assembly, '--force');
    const left = inspect(ACCOUNT);
    assert.equal(left.stacks.Inference, undefined);
    assert.deepEqual([left.tables, left.functions, left.apis, left.logGroups], [[], [], [], []]);
    const retained = Object.entries(template.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain').map(([id]) => id);
    assert.deepEqual(retained.map((id) => template.Resources[id].Type).filter((type) => type !== 'AWS::ApiGateway::Account'), ['AWS::IAM::Role']);
    assert.deepEqual(roleNames(left), retained.filter((id) => template.Resources[id].Type === 'AWS::IAM::Role').map((id) => resources[id].id));
  });
});

/** Runs a program to its end; whatever it has said is in the error when it fails. */
function succeeds(command, args, env) {
  const result = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32' });
  assert.equal(result.status, 0, `${command} ${args.join(' ')}: ${result.error ?? ''}${result.stdout}${result.stderr}`);
  return result;
}

function sorted(values) {
  return values.map((value) => JSON.stringify(value)).sort();
}

function freePort() {
  return new Promise((found, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Any answer will do. */
async function answers(address) {
  for (let attempt = 0; attempt < 300; attempt++) {
    try {
      await fetch(address);
      return;
    } catch {
      await new Promise((again) => setTimeout(again, 100));
    }
  }
  throw new Error(`nothing answers at ${address}`);
}
