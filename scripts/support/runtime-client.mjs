// Lambda's own runtime interface client for Node.js, built from the npm registry in a folder of its own below .cache.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.mjs';
import { ROOT, run, step } from './steps.mjs';

export const RUNTIME_CLIENT_VERSION = '4.0.2';

/** @returns the file that runs it, or why there is none: `missing` */
export function bringRuntimeClient() {
  const folder = join(ROOT, '.cache', 'runtime-client');
  const installed = join(folder, 'node_modules', 'aws-lambda-ric');
  const client = join(installed, 'index.mjs');
  // Without its native part it is installed, and does not work.
  const works = () => existsSync(client) && existsSync(join(installed, 'rapid-client.node'));
  if (works()) return { client };
  if (process.platform !== 'linux') return { missing: `its native part is built on Linux only, and this is ${process.platform}` };
  const lacking = ['g++', 'make', 'tar', 'xz'].filter((tool) => !has(tool));
  if (lacking.length > 0) return { missing: `it is built from source, and this machine lacks ${lacking.join(', ')}` };
  const cmake = has('cmake') || has('cmake3') ? {} : cmakeFromPyPI();
  if (cmake.missing) return cmake;

  return step(`building aws-lambda-ric ${RUNTIME_CLIENT_VERSION} (about a minute, once)`, () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const env = { ...cmake.env, ...nodeHeaders() };
    const packed = `aws-lambda-ric@${RUNTIME_CLIENT_VERSION}`;
    const { stderr } = run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', packed], { env, quiet: true, allowFailure: true });
    return works() ? { client } : { missing: `aws-lambda-ric ${RUNTIME_CLIENT_VERSION} could not be installed: ${stderr.trim().split('\n').at(-1)}` };
  });
}

function has(tool) {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
}

function cmakeFromPyPI() {
  const { program, missing } = pythonEnvironment('cmake', join(ROOT, 'test', 'runtime-client', 'requirements.txt'));
  if (!program) return { missing: `it is built with cmake, which is neither on this machine nor to be had from PyPI: ${missing}` };
  return { env: { PATH: `${join(program('cmake'), '..')}:${process.env.PATH}` } };
}

/** Where Node.js came with its headers they need not be fetched. */
function nodeHeaders() {
  const prefix = join(process.execPath, '..', '..');
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {};
}
