// `npm run bench`: measures the real gateway bundle against a bare reverse proxy. `npm run bench -- --help` lists the options.
import { spawnSync } from 'node:child_process';
import { bundle, install, local, requireNode, ROOT } from './support/steps.mjs';

requireNode();
install();
bundle();

// Synthesis needs neither a schedule nor subjects: it has a program of its own.
const [given, program] = process.argv.includes('--synth')
  ? [process.argv.slice(2).filter((word) => word !== '--synth'), 'bench/synthesis/main.ts']
  : [process.argv.slice(2), 'bench/main.ts'];
const bench = spawnSync(local('tsx'), ['--tsconfig', 'bench/tsconfig.json', program, ...given], {
  cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' }, shell: process.platform === 'win32',
});
process.exit(bench.status ?? 1);
