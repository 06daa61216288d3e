// Other versions of Node.js, from the npm registry, each in a folder of its own below .cache.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './steps.mjs';

/** @param version such as `24` @returns its binary; undefined where the registry has none for this machine, or cannot be reached */
export function bringNode(version) {
  const folder = join(ROOT, '.cache', `node${version}`);
  const binary = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`], { allowFailure: true });
  }
  return existsSync(binary) ? binary : undefined;
}
