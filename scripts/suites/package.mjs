// Further suite: the packed npm package in an empty project of a user, with nothing of this repository around it.
// Needs the npm registry. Run it after `npm test`, which builds what is packed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '../support/steps.mjs';

const APP = `
const { App } = require('aws-cdk-lib');
const { InferenceTarget, ResilientInferenceStack } = require('cdk-resilient-inference');
const app = new App();
new ResilientInferenceStack(app, 'Inference', {
  routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
  tenants: { 'team-a': { quota: { requestsPerMinute: 60 } } },
});
app.synth();
`;

function npm(folder, ...args) {
  const result = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, encoding: 'utf8' });
  assert.equal(result.status, 0, `npm ${args[0]}: ${result.stdout}${result.stderr}`);
  return result.stdout;
}

describe('the packed package', () => {
  let folder;
  let files;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cdk-resilient-inference-user-'));
    const [packed] = JSON.parse(npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
    files = packed.files.map(({ path }) => path);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }));
    writeFileSync(join(folder, 'app.js'), APP);
    npm(folder, 'install', `./${packed.filename}`, 'aws-cdk-lib@2.257.0', 'constructs@10.5.1');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const command = (...args) => spawnSync(process.execPath, [join(folder, 'node_modules/.bin/cdk-resilient-inference'), ...args], { cwd: folder, encoding: 'utf8' });

  test('holds the library, the bundles and the documentation, and no sources or tests', () => {
    for (const file of ['.jsii', 'lib/index.js', 'assets/gateway/index.js', 'assets/provisioned-throughput/index.js', 'assets/lambda-environment/index.js', 'assets/cli/index.js', 'bin/cdk-resilient-inference', 'README.md', 'LICENSE']) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
    assert.deepEqual(files.filter((file) => /^(src|lambda|local|cli|test|bench|integ|examples|docs|scripts|projenrc|rosetta|\.ci|\.cache)\//.test(file)), []);
  });

  test('synthesizes without a TypeScript tool chain', () => {
    const result = spawnSync(process.execPath, ['app.js'], { cwd: folder, encoding: 'utf8', env: { ...process.env, CDK_OUTDIR: 'cdk.out', JSII_DEPRECATED: 'quiet' } });
    assert.equal(result.status, 0, result.stderr);
    assert.ok(readdirSync(join(folder, 'cdk.out')).includes('Inference.template.json'));
  });

  test('its command runs the app, answers a request with the key it prints, and ends without a trace', async () => {
    const running = spawn(process.execPath, [join(folder, 'node_modules/.bin/cdk-resilient-inference'), 'local', '--app', 'cdk.out', '--port', '0', '--control-port', '0'], { cwd: folder });
    const ended = new Promise((resolve) => running.once('exit', (code, signal) => resolve({ code, signal })));
    let output = '';
    running.stdout.setEncoding('utf8').on('data', (text) => { output += text; });
    running.stderr.setEncoding('utf8').on('data', (text) => { output += text; });
    try {
      while (!output.includes('Ctrl-C ends it.')) {
        const next = await Promise.race([ended, new Promise((resolve) => running.stdout.once('data', () => resolve('more')))]);
        assert.equal(next, 'more', output);
      }
      const [, url] = /OPENAI_BASE_URL=(\S+)/.exec(output);
      const [, key] = /team-a\s+(cri_\S+)/.exec(output);
      const response = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'authorization': `Bearer ${key}` },
        body: JSON.stringify({ model: 'claude-sonnet', messages: [{ role: 'user', content: 'Why do rivers bend?' }] }),
      });
      assert.equal(response.status, 200, await response.clone().text());
      assert.equal((await response.json()).choices[0].finish_reason, 'stop');
    } finally {
      running.kill('SIGINT');
    }
    assert.deepEqual(await ended, { code: 0, signal: null });
  });

  test('explains itself, and says what is wrong with a command line', () => {
    assert.match(command('--help').stdout, /local .*\n.*keys /);
    for (const [args, message] of [
      [['frobnicate'], /unknown command "frobnicate"/],
      [['local'], /--app is missing/],
      [['local', '--app', 'nowhere'], /nowhere/],
      [['keys', 'create', '--tenant', 'a'], /--table is missing/],
    ]) {
      const result = command(...args);
      assert.notEqual(result.status, 0);
      assert.match(result.stderr, message);
      assert.doesNotMatch(result.stderr, /\n\s+at /);
    }
  });
});
