// Builds what the published package carries in assets/: the gateway handler and the command line.
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  minify: true,
  legalComments: 'none',
  mainFields: ['module', 'main'],
  metafile: true,
  logLevel: 'warning',
};

const bundles = [
  { name: 'gateway', entry: 'lambda/entry/gateway.ts', target: 'node22', sourcemap: false },
  { name: 'lambda-environment', entry: 'local/lambda/environment-worker.ts', target: 'node20', sourcemap: false },
  // The emulator is used in memory only, so the native storage engine stays out of the package.
  { name: 'cli', entry: 'cli/main.ts', target: 'node20', sourcemap: false, alias: { 'classic-level': './scripts/stubs/classic-level.cjs' }, banner: { js: '#!/usr/bin/env node' } },
];

for (const { name, entry, ...options } of bundles) {
  const outfile = `assets/${name}/index.js`;
  const { metafile } = await build({ ...common, ...options, entryPoints: [entry], outfile });
  mkdirSync('.cache/meta', { recursive: true });
  writeFileSync(`.cache/meta/${name}.json`, JSON.stringify(metafile));
  const kb = (metafile.outputs[outfile].bytes / 1024).toFixed(1);
  console.log(`  ${outfile.padEnd(36)} ${kb.padStart(8)} KB`);
}
