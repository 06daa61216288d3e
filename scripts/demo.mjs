// `npm run demo`: synthesizes examples/quickstart and runs its real handlers and templates on this machine.
import { rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { bundle, install, local, requireNode, ROOT, run, step } from './support/steps.mjs';

requireNode();
install();
bundle();

const assembly = '.cache/demo/cdk.out';
rmSync(assembly, { recursive: true, force: true });
step('synthesizing examples/quickstart', () => run(local('tsx'), ['--tsconfig', 'examples/tsconfig.json', 'examples/quickstart/app.ts'], {
  env: { CDK_OUTDIR: assembly, JSII_DEPRECATED: 'quiet', NODE_NO_WARNINGS: '1' },
}));
process.stderr.write('▸ running the five patterns against the synthesized stack\n\n');
const demo = spawnSync(local('tsx'), ['--tsconfig', 'examples/tsconfig.json', 'examples/five-patterns/run.ts', '--app', assembly, ...process.argv.slice(2)], {
  cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' }, shell: process.platform === 'win32',
});
process.exit(demo.status ?? 1);
