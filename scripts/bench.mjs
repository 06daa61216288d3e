// `npm run bench`: measures the real gateway bundle against a bare reverse proxy. `npm run bench -- --help` lists the options.
import { spawnSync } from 'node:child_process';
import { bringNode } from './support/other-node.mjs';
import { bringLitellm, bringPortkey } from './support/peers.mjs';
import { bringRuntimeClient } from './support/runtime-client.mjs';
import { bundle, install, local, requireNode, ROOT } from './support/steps.mjs';

requireNode();
install();
bundle();

const [program, given] = programFor(process.argv.slice(2));
const bench = spawnSync(local('tsx'), ['--tsconfig', 'bench/tsconfig.json', program, ...given], {
  cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1', ...peers(given) }, shell: process.platform === 'win32',
});
process.exit(bench.status ?? 1);

/** Synthesis needs neither a schedule nor subjects, and a cold start is no load: they have programs of their own. */
function programFor(words) {
  const without = (option) => words.filter((word) => word !== option);
  if (words.includes('--synth')) return ['bench/synthesis/main.ts', without('--synth')];
  if (words.includes('--growth')) return ['bench/growth/main.ts', without('--growth')];
  if (words.includes('--cold')) return ['bench/cold/main.ts', withParts(without('--cold'))];
  return ['bench/main.ts', words];
}

/** What the cold start is measured with beside this Node.js has to be on this machine first. */
function withParts(words) {
  if (words.includes('--help')) return words;
  const own = process.versions.node.split('.')[0];
  const chosen = words.includes('--quick') || words.some((word) => word.startsWith('--node'));
  const nodes = chosen ? [] : ['22', '24'].filter((version) => version !== own).flatMap((version) => {
    const binary = bringNode(version);
    if (!binary) process.stderr.write(`Node.js ${version} is left out: the npm registry has none for ${process.platform}-${process.arch}\n`);
    return binary ? ['--node', binary] : [];
  });
  return [...words.flatMap((word) => word === '--ric' ? runtimeClient() : [word]), ...nodes];
}

function runtimeClient() {
  const { client, missing } = bringRuntimeClient();
  if (!client) process.stderr.write(`Lambda's runtime interface client is left out: ${missing}\n`);
  return client ? ['--runtime-client', client] : [];
}

/** Other gateways are measured beside this one in the run without further options: the one that npm brings always, the other one on demand. */
function peers(words) {
  if (['--help', '--synth', '--planning', '--streams', '--cold', '--growth'].some((word) => process.argv.includes(word))) return {};
  return { BENCH_PEERS: JSON.stringify({ Portkey: bringPortkey(), ...words.includes('--peers') ? { LiteLLM: bringLitellm() } : {} }) };
}
