// Further suite: Claude Code, without its screen, against a synthesized gateway in the local cloud. It is not a dependency: it is
// brought from the npm registry into a folder of its own, with a home of its own, and reaches nothing but this machine.
// Skips, and says so, where it cannot be had. Run it after `npm test`, which builds what is run here.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { App } from 'aws-cdk-lib';
import library from '../../lib/index.js';
import { ROOT, run } from '../support/steps.mjs';

const VERSION = '2.1.197';
const installed = join(ROOT, '.cache', 'claude-code');
const program = join(installed, 'node_modules', '.bin', 'claude');
const SONNET = 'us.anthropic.claude-sonnet-4-6';

function install() {
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'package.json'), '{ "private": true }');
  const packed = `@anthropic-ai/claude-code@${VERSION}`;
  run('npm', ['install', '--prefix', installed, '--no-audit', '--no-fund', '--loglevel=error', packed], { allowFailure: true, quiet: true });
}

if (!existsSync(program)) install();
const skip = existsSync(program) ? false : `Claude Code ${VERSION} cannot be had from the npm registry for ${process.platform}-${process.arch}`;
if (skip) console.log(`SKIPPED: ${skip}`);

describe(`Claude Code ${VERSION}`, { skip }, () => {
  let folder;
  let local;
  let gateway;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'claude-code-'));
    const outdir = join(folder, 'cdk.out');
    const app = new App({ outdir, analyticsReporting: false });
    const { InferenceTarget, ResilientInferenceStack } = library;
    new ResilientInferenceStack(app, 'Inference', {
      env: { account: '111111111111', region: 'us-east-1' },
      routes: {
        'claude-sonnet-4-6': {
          targets: [InferenceTarget.crossRegion(SONNET)],
          fallbacks: [{ targets: [InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' })] }],
        },
      },
      tenants: { a: {} },
    });
    app.synth();
    local = spawn(process.execPath, [join(ROOT, 'bin', 'cdk-resilient-inference'), 'local', '--app', outdir, '--port', '0', '--control-port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    gateway = await welcomeOf(local);
  });
  after(async () => {
    const ended = new Promise((resolve) => local?.once('exit', resolve) ?? resolve());
    local?.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  /** Nothing of this machine's environment reaches it but where programs are. */
  const ask = (environment) => new Promise((resolve, reject) => {
    const child = spawn(program, ['-p', 'Why do rivers bend?', '--output-format', 'json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, HOME: folder, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1', ...environment },
      timeout: 120_000,
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { said += text; });
    child.once('error', reject);
    child.once('close', () => {
      try {
        resolve(JSON.parse(said));
      } catch {
        reject(new Error(`it said no JSON: ${said}`));
      }
    });
  });
  const answered = ({ is_error: failed, result, usage }) => {
    assert.equal(failed, false, result);
    assert.match(result, /\w+/);
    assert.ok(usage.output_tokens > 0);
  };

  const anthropic = (model) => ({
    ANTHROPIC_BASE_URL: gateway.url, ANTHROPIC_AUTH_TOKEN: gateway.key, ANTHROPIC_MODEL: model, ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
    CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS: '1',
  });
  const bedrock = (model) => ({
    CLAUDE_CODE_USE_BEDROCK: '1', AWS_REGION: 'us-east-1', ANTHROPIC_BEDROCK_BASE_URL: gateway.url, AWS_BEARER_TOKEN_BEDROCK: gateway.key,
    ANTHROPIC_MODEL: model, ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
  });

  for (const model of [SONNET, 'claude-sonnet-4-6']) {
    test(`is answered through Anthropic's API, by ${model}`, async () => answered(await ask(anthropic(model))));
    test(`is answered through Bedrock's API, by ${model}`, async () => answered(await ask(bedrock(model))));
  }

  test('does not notice that the first target is down', async () => {
    const fault = { match: { region: 'us-east-1' }, fault: { kind: 'outage', mode: 'unavailable' } };
    const response = await fetch(`${gateway.control}/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) });
    assert.ok(response.ok, await response.text());
    answered(await ask(anthropic('claude-sonnet-4-6')));
    answered(await ask(bedrock('claude-sonnet-4-6')));
  });
});

async function welcomeOf(local) {
  let said = '';
  for await (const line of createInterface({ input: local.stdout })) {
    said += `${line}\n`;
    const [url, control, key] = [/^Inference +(http\S+)/m, /^control +(http\S+)/m, /^ +a +(cri_\S+)/m].map((pattern) => pattern.exec(said)?.[1]);
    if (url && control && key) return { url, control, key };
  }
  throw new Error(`the local cloud has ended: ${said}`);
}
