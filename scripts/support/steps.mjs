// Runs the steps of a command one after the other and tells a person what is going on.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const OLDEST_NODE = 20;

export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST_NODE) return;
  console.error(`Node.js ${process.versions.node} is too old: this project needs Node.js ${OLDEST_NODE} or newer.`);
  process.exit(1);
}

/** Progress goes to stderr, so that a command's own output can be piped. */
export function step(title, run) {
  const started = Date.now();
  process.stderr.write(`▸ ${title}\n`);
  const result = run();
  process.stderr.write(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  return result;
}

/** Runs a program from the project's root; a failure ends the whole command with the program's own exit code. */
export function run(program, args, { env = {}, quiet = false, allowFailure = false } = {}) {
  const result = spawnSync(program, args, {
    cwd: ROOT,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['inherit', 2, 'inherit'],
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (result.error) throw result.error;
  if (result.status !== 0 && !allowFailure) {
    if (quiet) process.stderr.write(`${result.stdout}${result.stderr}`);
    process.stderr.write(`✗ ${program} ${args.join(' ')} ended with ${result.status ?? result.signal}\n`);
    process.exit(result.status ?? 1);
  }
  return result;
}

/**
 * Runs chains of programs side by side, and the programs of a chain one after the other. What a program has written is shown
 * when it fails; the first failure ends the whole command.
 */
export async function sideBySide(chains) {
  await Promise.all(chains.map(async (chain) => {
    for (const { title, program, args, env = {} } of chain) {
      const started = Date.now();
      process.stderr.write(`▸ ${title}\n`);
      const { output, status } = await runQuietly(program, args, env);
      if (status !== 0) {
        process.stderr.write(`${output}✗ ${program} ${args.join(' ')} ended with ${status}\n`);
        process.exit(1);
      }
      process.stderr.write(`  ${title}: done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    }
  }));
}

function runQuietly(program, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { output += text; });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ output, status: code ?? signal }));
  });
}

/** A program of one of the project's own dependencies, never one that a registry would have to be asked for. */
export function local(name) {
  return join(ROOT, 'node_modules', '.bin', name);
}

/** Installs exactly what the lock file names, unless that has been done already. */
export function install() {
  const lock = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json'))).digest('hex');
  const stamp = join(ROOT, 'node_modules', '.installed-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  step('installing dependencies (about a minute, once)', () => run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']));
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}

export function bundle() {
  step('bundling the gateway and the local cloud', () => run('node', ['scripts/bundle.mjs']));
}
