// Renews the templates that `test/estate/replacement.test.ts` compares with: `node scripts/baseline.mjs`, as part of a
// release and at no other time. What differs from then on is what users of that release would see happen to their stacks.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, local, ROOT } from './support/steps.mjs';

const STACK = 'integ-resilient-inference-quickstart';

bundle();
const outdir = mkdtempSync(join(tmpdir(), 'baseline-'));
try {
  const run = spawnSync(local('tsx'), ['--tsconfig', 'integ/tsconfig.json', 'integ/integ.quickstart.ts'], {
    cwd: ROOT, stdio: 'inherit', env: { ...process.env, CDK_OUTDIR: outdir }, shell: process.platform === 'win32',
  });
  if (run.status !== 0) process.exit(run.status ?? 1);
  const folder = join(ROOT, 'integ', 'baseline');
  mkdirSync(folder, { recursive: true });
  const template = JSON.parse(readFileSync(join(outdir, `${STACK}.template.json`), 'utf8'));
  writeFileSync(join(folder, 'quickstart.template.json'), `${JSON.stringify(template, undefined, 2)}\n`);
  console.log('▸ integ/baseline/quickstart.template.json is that of this version');
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
