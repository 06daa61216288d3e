// `npm run bench`: measures the real gateway bundle against a bare reverse proxy. `npm run bench -- --help` lists the options.
import { spawnSync } from 'node:child_process';
import { bundle, install, local, requireNode, ROOT } from './support/steps.mjs';

requireNode();
install();
bundle();

const bench = spawnSync(local('tsx'), ['--tsconfig', 'bench/tsconfig.json', 'bench/main.ts', ...process.argv.slice(2)], {
  cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' }, shell: process.platform === 'win32',
});
process.exit(bench.status ?? 1);
