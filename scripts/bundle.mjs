// Builds what the published package carries in assets/: the handlers and the command line.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { noticesOf, packagesIn } from './support/bundled-packages.mjs';
import { partsOfUndici } from './support/parts-of-undici.mjs';

// In a file of its own: what the benchmark of the cold start compares the gateway with is bundled in the same way.
const common = { ...JSON.parse(readFileSync('scripts/support/bundling.json', 'utf8')), metafile: true };

const bundles = [
  { name: 'gateway', entry: 'lambda/entry/gateway.ts', target: 'node22', sourcemap: false, plugins: [partsOfUndici] },
  { name: 'invocation-logging', entry: 'lambda/custom-resources/invocation-logging/handler.ts', target: 'node22', sourcemap: false },
  { name: 'provisioned-throughput', entry: 'lambda/custom-resources/provisioned-throughput/index.ts', target: 'node22', sourcemap: false },
  { name: 'lambda-environment', entry: 'local/lambda/environment-worker.ts', target: 'node20', sourcemap: false },
  // The emulator is used in memory only, so the native storage engine stays out of the package.
  { name: 'cli', entry: 'cli/main.ts', target: 'node20', sourcemap: false, alias: { 'classic-level': './scripts/stubs/classic-level.cjs' }, banner: { js: '#!/usr/bin/env node' } },
];

for (const { name, entry, ...options } of bundles) {
  const outfile = `assets/${name}/index.js`;
  const { metafile } = await build({ ...common, ...options, entryPoints: [entry], outfile });
  mkdirSync('.cache/meta', { recursive: true });
  writeFileSync(`.cache/meta/${name}.json`, JSON.stringify(metafile));
  const { own, packages } = packagesIn(metafile.outputs[outfile]);
  if (packages.length > 0) writeFileSync(`assets/${name}/THIRD-PARTY-NOTICES.txt`, noticesOf(packages));
  console.log(`  ${outfile.padEnd(36)} ${kilobytes(metafile.outputs[outfile].bytes)}`);
  if (name === 'gateway') printParts(own, packages);
}

/** What the gateway is made of: its size is felt at every cold start. */
function printParts(own, packages) {
  console.log(`    ${'its own code'.padEnd(34)} ${kilobytes(own)}`);
  for (const { name, size } of packages) console.log(`    ${name.padEnd(34)} ${kilobytes(size)}`);
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1).padStart(8)} KB`;
}
