import { ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { GatewayCompute, InferenceTarget, ResilientInference, ResilientInferenceStack } from '../../src';

const COMMAND = resolve(__dirname, '../../bin/cdk-resilient-inference');

/** Runs the command as a user would: the bundled one, in a process of its own. */
function start(...commandArguments: string[]) {
  const running: ChildProcess = spawn(process.execPath, [COMMAND, ...commandArguments]);
  let output = '';
  const ended = new Promise<{ code: number | null; output: string }>((end) => running.once('close', (code) => end({ code, output })));
  const printed = (text: string) => new Promise<void>((found, lost) => {
    const look = () => { if (output.includes(text)) found(); };
    running.stdout!.on('data', look);
    void ended.then(({ code }) => lost(new Error(`ended with ${code}: ${output}`)));
    look();
  });
  for (const stream of [running.stdout!, running.stderr!]) stream.setEncoding('utf8').prependListener('data', (text: string) => { output += text; });
  return { ended, printed, output: () => output, interrupt: () => running.kill('SIGINT') };
}

describe('cdk-resilient-inference local', () => {
  let folder: string;
  let app: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-command-'));
    app = join(folder, 'cdk.out');
    const cdk = new App({ outdir: app, analyticsReporting: false });
    new ResilientInferenceStack(cdk, 'Inference', {
      routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
      tenants: { 'team-a': { quota: { requestsPerMinute: 60 } } },
    });
    cdk.synth();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('runs an app whose environment is left open, takes faults while it runs, and ends at once when interrupted', async () => {
    const command = start('local', '--app', app, '--port', '0', '--control-port', '0', '--quota', '{"model":"us.anthropic.claude-sonnet-4-6","requestsPerMinute":50}');
    await command.printed('Ctrl-C ends it.');
    const [, url] = /AWS_ENDPOINT_URL_BEDROCK_RUNTIME=(\S+)/.exec(command.output())!;
    const [, control] = /control\s+(\S+)/.exec(command.output())!;
    const [, key] = /team-a\s+(cri_\S+)/.exec(command.output())!;
    const ask = async () => (await fetch(`${url}/model/claude-sonnet/converse`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'authorization': `Bearer ${key}` },
      body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] }),
    })).status;
    expect(await ask()).toBe(200);

    const state = await (await fetch(control!)).json() as { bedrock: { quotas: unknown[] } };
    expect(state.bedrock.quotas).toEqual([expect.objectContaining({ requestsPerMinute: 50 })]);
    await fetch(`${control}/faults`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"fault":{"kind":"error","name":"AccessDeniedException"}}',
    });
    expect(await ask()).toBe(503);

    command.interrupt();
    expect((await command.ended).code).toBe(0);
  });

  test('says which functions run otherwise than deployed', async () => {
    const outdir = join(folder, 'instances.out');
    const cdk = new App({ outdir, analyticsReporting: false });
    const stack = new Stack(cdk, 'Inference');
    new ResilientInference(stack, 'Gateway', {
      routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
      tenants: { 'team-a': {} },
      vpc: new Vpc(stack, 'Vpc'),
      compute: GatewayCompute.managedInstances(),
    });
    cdk.synth();
    const command = start('local', '--app', outdir, '--port', '0', '--control-port', '0');
    await command.printed('Ctrl-C ends it.');
    command.interrupt();
    expect((await command.ended).output).toMatch(/not as deployed: GatewayManagedHandler\w+ \(Inference\) serves one request at a time .* up to 64/);
  });

  test('says which resources it does not stand up', async () => {
    const outdir = join(folder, 'more.out');
    const cdk = new App({ outdir, analyticsReporting: false });
    const stack = new ResilientInferenceStack(cdk, 'Inference', {
      routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
      tenants: { 'team-a': {} },
    });
    new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
    cdk.synth();
    const command = start('local', '--app', outdir, '--port', '0', '--control-port', '0');
    await command.printed('Ctrl-C ends it.');
    command.interrupt();
    expect((await command.ended).output).toMatch(/not stood up: AWS::SQS::Queue \(Inference: Queue\)/);
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as { port: number };
    const { code, output } = await start('local', '--app', app, '--port', String(port)).ended;
    server.close();
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`Port ${port} .* already in use.*--port`));
  });

  test('a control port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as { port: number };
    const { code, output } = await start('local', '--app', app, '--port', '0', '--control-port', String(port)).ended;
    server.close();
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`Port ${port} .* already in use.*--control-port`));
  });

  test.each([
    ['a missing directory', () => ['--app', join(folder, 'nowhere')], /nowhere.*cdk synth/],
    ['a directory that is no assembly', () => ['--app', folder], /manifest\.json.*cdk synth/],
    ['no directory', () => [], /--app is missing/],
    ['a port that is none', () => ['--app', app, '--port', 'eighty'], /--port must be a whole number/],
    ['a fault that is none', () => ['--app', app, '--fault', '{"fault":{"kind":"flood"}}'], /--fault .*flood/],
    ['an unknown option', () => ['--app', app, '--frobnicate'], /--frobnicate/],
  ])('%s', async (_, commandArguments, message) => {
    const { code, output } = await start('local', ...commandArguments()).ended;
    expect(code).not.toBe(0);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('an assembly of a newer schema, and one without an API', async () => {
    const newer = join(folder, 'newer');
    mkdirSync(newer);
    writeFileSync(join(newer, 'manifest.json'), JSON.stringify({ version: '999.0.0', artifacts: {} }));
    expect((await start('local', '--app', newer).ended).output).toMatch(/999/);

    const empty = join(folder, 'empty.out');
    const cdk = new App({ outdir: empty, analyticsReporting: false });
    new Stack(cdk, 'Nothing');
    cdk.synth();
    expect((await start('local', '--app', empty).ended).output).toMatch(/no REST API.*ResilientInferenceStack/);
  });
});
