// Further suite: the quota ledger and its store on a second, independent implementation of DynamoDB (dynoxide, MIT or Apache-2.0).
// Brings its binary from the npm registry; skips, and says so, where the registry has none for this machine.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT, run } from '../support/steps.mjs';

const PACKAGE = `@dynoxide/${process.platform}-${process.arch}`;
const VERSION = '1.2.1';
const folder = join(ROOT, '.cache', 'second-engine');
const binary = join(folder, 'node_modules', ...PACKAGE.split('/'), 'dynoxide');
const report = '.cache/jest-second-engine.json';

if (!existsSync(binary)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', `${PACKAGE}@${VERSION}`], { allowFailure: true });
}
if (!existsSync(binary)) {
  console.log(`SKIPPED: there is no ${PACKAGE} ${VERSION} in the npm registry, or it cannot be reached`);
  writeFileSync(join(ROOT, report), JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }));
} else {
  const port = await freePort();
  const engine = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' });
  try {
    const url = `http://127.0.0.1:${port}`;
    await answers(url);
    // One after the other: the engine is one, and so is the name of the table.
    const { status } = run('node', [
      'node_modules/jest/bin/jest.js', '--ci', '--runInBand', '--json', `--outputFile=${report}`,
      'test/lambda/adapters/dynamodb/dynamodb-ledger-store', 'test/lambda/adapters/dynamodb/ledger-on-table',
    ], { env: { DYNAMODB_ENGINE_URL: url }, allowFailure: true });
    process.exitCode = status ?? 1;
  } finally {
    engine.kill();
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Any answer will do. */
async function answers(url) {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((again) => setTimeout(again, 100));
    }
  }
  throw new Error(`${PACKAGE} does not answer at ${url}`);
}
