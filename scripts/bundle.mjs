// Builds what the published package carries in assets/: the handlers and the command line.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { noticesOf, packagesIn } from './support/bundled-packages.mjs';

const common = {
  bundle: true,
  platform: 'node',
  minify: true,
  legalComments: 'none',
  mainFields: ['module', 'main'],
  metafile: true,
  logLevel: 'warning',
};

/** Of undici the client alone, and of that HTTP/1.1 alone. */
const partsOfUndici = {
  name: 'parts-of-undici',
  setup({ onResolve }) {
    const inRepository = createRequire(import.meta.url);
    onResolve({ filter: /^undici$/ }, () => ({ path: resolve('scripts/stubs/undici.cjs') }));
    onResolve({ filter: /^undici\/lib\// }, ({ path }) => ({ path: inRepository.resolve(path) }));
    onResolve({ filter: /\/client-h2\.js$/ }, () => ({ path: resolve('scripts/stubs/undici-http2.cjs') }));
  },
};

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
