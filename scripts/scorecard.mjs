// `npm run scorecard`: plays faults against the real gateway bundle in the local cloud. `npm run scorecard -- --help` lists the options.
import { spawnSync } from 'node:child_process';
import { bundle, install, local, requireNode, ROOT } from './support/steps.mjs';

requireNode();
install();
bundle();

const scorecard = spawnSync(local('tsx'), ['--tsconfig', 'scorecard/tsconfig.json', 'scorecard/main.ts', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, JSII_DEPRECATED: 'quiet', NODE_NO_WARNINGS: '1' },
  shell: process.platform === 'win32',
});
process.exit(scorecard.status ?? 1);
