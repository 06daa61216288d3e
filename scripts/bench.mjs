// `npm run bench`: measures the real gateway bundle against a bare reverse proxy. `npm run bench -- --help` lists the options.
import { spawnSync } from 'node:child_process';
import { bundle, install, local, requireNode, ROOT } from './support/steps.mjs';

requireNode();
install();
bundle();

// What is measured without the usual schedule and subjects has a program of its own, which takes the rest of the words.
const OWN_PROGRAMS = { '--synth': 'bench/synthesis/main.ts', '--growth': 'bench/growth/main.ts' };
const words = process.argv.slice(2);
const own = words.find((word) => word in OWN_PROGRAMS);
const given = words.filter((word) => word !== own);
const program = own === undefined ? 'bench/main.ts' : OWN_PROGRAMS[own];
const bench = spawnSync(local('tsx'), ['--tsconfig', 'bench/tsconfig.json', program, ...given], {
  cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' }, shell: process.platform === 'win32',
});
process.exit(bench.status ?? 1);
