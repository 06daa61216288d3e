// Further suite: real clients against the synthesized gateway, on the Node.js version that the function is deployed to.
// Brings that version from the npm registry; skips, and says so, where the registry has no binary for this machine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringNode } from '../support/other-node.mjs';
import { ROOT, run } from '../support/steps.mjs';

const VERSION = '24';
const report = '.cache/jest-node24.json';

const binary = bringNode(VERSION);
if (!binary) {
  console.log(`SKIPPED: there is no Node.js ${VERSION} for ${process.platform}-${process.arch} in the npm registry`);
  writeFileSync(join(ROOT, report), JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }));
} else {
  run(binary, ['node_modules/jest/bin/jest.js', '--ci', '--json', `--outputFile=${report}`, 'test/gateway', 'test/lambda/adapters']);
}
