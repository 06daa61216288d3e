// Further suite: official clients of Python and LangChain's standard tests, from PyPI, against a synthesized gateway in the local cloud.
// Brings them into an environment of their own; skips, and says so, where there is no Python or they cannot be had.
// Run it after `npm test`, which builds what is run here.
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { App } from 'aws-cdk-lib';
import library from '../../lib/index.js';
import { pythonEnvironment } from '../support/python-environment.mjs';
import { ROOT } from '../support/steps.mjs';

const report = join(ROOT, '.cache', 'jest-python-clients.json');
const folder = join(ROOT, 'test', 'python-clients');

const { missing, program } = pythonEnvironment('python-clients', join(folder, 'requirements.txt'));
if (missing) {
  console.log(`SKIPPED: ${missing}`);
  writeFileSync(report, JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }));
} else {
  process.exitCode = await runClients();
}

function synthesize(outdir) {
  const { InferenceTarget, ResilientInferenceStack } = library;
  const sonnet = () => InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6');
  const haiku = () => InferenceTarget.crossRegion('us.anthropic.claude-haiku-4-5-20251001-v1:0');
  rmSync(outdir, { recursive: true, force: true });
  const app = new App({ outdir, analyticsReporting: false });
  new ResilientInferenceStack(app, 'Inference', {
    env: { account: '111111111111', region: 'us-east-1' },
    routes: {
      'claude-sonnet': { targets: [sonnet()], fallbacks: [{ targets: [haiku()] }] },
      'single': { targets: [sonnet()], maxAttempts: 1 },
      'nova': { targets: [InferenceTarget.onDemand('amazon.nova-pro-v1:0')] },
      'private': { targets: [haiku()] },
    },
    tenants: {
      a: { routes: ['claude-sonnet', 'single', 'nova'] },
      limited: { quota: { requestsPerMinute: 1 }, routes: ['claude-sonnet'] },
    },
  });
  app.synth();
}

/** @returns the exit code */
async function runClients() {
  const outdir = join(ROOT, '.cache', 'python-clients.out');
  synthesize(outdir);
  const command = join(ROOT, 'bin', 'cdk-resilient-inference');
  const local = spawn(process.execPath, [command, 'local', '--app', outdir, '--port', '0', '--control-port', '0', '--seed', '7'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => local.once('exit', resolve));
  try {
    const welcome = await readWelcome(local);
    const client = spawn(program('python'), [join(folder, 'run.py'), report], {
      stdio: 'inherit',
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '1',
        GATEWAY_URL: match(welcome, /^Inference +(http\S+)/m),
        CONTROL_URL: match(welcome, /^control +(http\S+)/m),
        GATEWAY_KEYS: JSON.stringify(Object.fromEntries([...welcome.matchAll(/^ +(\S+) +(cri_\S+)/gm)].map(([, tenant, key]) => [tenant, key]))),
      },
    });
    return await new Promise((resolve) => client.once('exit', (code) => resolve(code ?? 1)));
  } finally {
    local.kill('SIGINT');
    await ended;
  }
}

async function readWelcome(local) {
  let output = '';
  for await (const line of createInterface({ input: local.stdout })) {
    output += `${line}\n`;
    if (line.includes('Ctrl-C ends it.')) return output;
  }
  throw new Error(`the local cloud has not started:\n${output}`);
}

function match(text, pattern) {
  const found = pattern.exec(text);
  if (!found) throw new Error(`the local cloud does not say ${pattern}:\n${text}`);
  return found[1];
}
