// Other gateways that the benchmark measures beside this one. They are no dependencies: each is brought to a folder of its own below
// .cache, with the versions of everything in it pinned, and used from there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.mjs';
import { ROOT, run, step } from './steps.mjs';

const FOLDER = join(ROOT, 'bench', 'subjects', 'peers');

/** @returns the program and its version, or why it cannot be had: `missing` */
export function bringPortkey() {
  const wanted = readFileSync(join(FOLDER, 'portkey', 'package.json'), 'utf8');
  const version = JSON.parse(wanted).dependencies['@portkey-ai/gateway'];
  const folder = join(ROOT, '.cache', 'peers', 'portkey');
  const stamp = join(folder, 'installed-from');
  const program = join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(program)) return { program, version };
  return step(`installing Portkey ${version} from the npm registry`, () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), wanted);
    // Its installation has scripts that only its developers need.
    const install = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    if (run('npm', install, { allowFailure: true }).status !== 0 || !existsSync(program)) {
      return { missing: `version ${version} cannot be had from the npm registry` };
    }
    writeFileSync(stamp, wanted);
    return { program, version };
  });
}

/** The same, with Python. */
export function bringLitellm() {
  if (process.platform !== 'linux') return { missing: 'what its processes use is read from /proc, which only Linux has' };
  const requirements = join(FOLDER, 'litellm', 'requirements.txt');
  const [, version] = /^litellm==(.+)$/m.exec(readFileSync(requirements, 'utf8'));
  const { missing, program } = pythonEnvironment(join('peers', 'litellm'), requirements);
  return missing ? { missing } : { program: program('litellm'), version };
}
