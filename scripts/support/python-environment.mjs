// An environment of its own for packages from PyPI, below .cache, made again when what is asked for changes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, step } from './steps.mjs';

/** @returns the programs of the environment by name, or why there is none: `missing` */
export function pythonEnvironment(name, requirements) {
  const folder = join(ROOT, '.cache', name);
  const windows = process.platform === 'win32';
  const program = (called) => join(folder, windows ? 'Scripts' : 'bin', windows ? `${called}.exe` : called);
  const stamp = join(folder, 'installed-from');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { program };
  const [command] = ['python3', 'python'].filter((candidate) => spawnSync(candidate, ['--version']).status === 0);
  if (!command) return { missing: 'there is no python3 on this machine' };
  return step(`installing ${name} from PyPI`, () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    if (run(command, ['-m', 'venv', folder], { allowFailure: true }).status !== 0) return { missing: `${command} cannot make an environment (venv, pip)` };
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
    if (run(program('python'), install, { allowFailure: true }).status !== 0) return { missing: `what ${name} needs cannot be installed from PyPI` };
    writeFileSync(stamp, wanted);
    return { program };
  });
}
