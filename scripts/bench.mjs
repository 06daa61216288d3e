// `npm run bench`: measures the real gateway bundle against a bare reverse proxy. `npm run bench -- --help` lists the options.
import { spawnSync } from 'node:child_process';
import { bringLitellm, bringPortkey } from './support/peers.mjs';
import { bundle, install, local, requireNode, ROOT } from './support/steps.mjs';

requireNode();
install();
bundle();

// Synthesis needs neither a schedule nor subjects: it has a program of its own.
const [given, program] = process.argv.includes('--synth')
  ? [process.argv.slice(2).filter((word) => word !== '--synth'), 'bench/synthesis/main.ts']
  : [process.argv.slice(2), 'bench/main.ts'];
const bench = spawnSync(local('tsx'), ['--tsconfig', 'bench/tsconfig.json', program, ...given], {
  cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1', ...peers(given) }, shell: process.platform === 'win32',
});
process.exit(bench.status ?? 1);

/** Other gateways are measured beside this one in the run without further options: the one that npm brings always, the other one on demand. */
function peers(words) {
  if (['--help', '--synth', '--planning', '--streams', '--cold', '--growth'].some((word) => process.argv.includes(word))) return {};
  return { BENCH_PEERS: JSON.stringify({ Portkey: bringPortkey(), ...words.includes('--peers') ? { LiteLLM: bringLitellm() } : {} }) };
}
