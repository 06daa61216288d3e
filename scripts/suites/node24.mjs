// Further suite: real clients against the synthesized gateway, on the Node.js version that the function is deployed to.
// Brings that version from the npm registry; skips, and says so, where the registry has no binary for this machine.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from '../support/steps.mjs';

const VERSION = '24';
const folder = join(ROOT, '.cache', `node${VERSION}`);
const binary = join(folder, 'node_modules', 'node', 'bin', 'node');
const report = '.cache/jest-node24.json';

if (!existsSync(binary)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', `node@${VERSION}`], { allowFailure: true });
}
if (!existsSync(binary)) {
  console.log(`SKIPPED: there is no Node.js ${VERSION} for ${process.platform}-${process.arch} in the npm registry`);
  writeFileSync(join(ROOT, report), JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }));
} else {
  run(binary, ['node_modules/jest/bin/jest.js', '--ci', '--json', `--outputFile=${report}`, 'test/gateway', 'test/lambda/adapters']);
}
