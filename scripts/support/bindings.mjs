// The package in other languages: what jsii-pacmak makes of it, and the app that is synthesized in all of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { local, ROOT } from './steps.mjs';

/** Sources of the binding, without its own build, which would install its tools again each time. */
export function generateBinding(language, outdir) {
  succeeds(local('jsii-pacmak'), ['--code-only', '--target', language, '--outdir', outdir, ROOT]);
  return join(outdir, language);
}

/** The template and the plan that test/jsii/app.cjs comes to in TypeScript's own language. */
export function synthesizeReference(outdir) {
  succeeds(process.execPath, [join(ROOT, 'test', 'jsii', 'app.cjs')], { CDK_OUTDIR: outdir });
  return readSynthesized(outdir);
}

/** Everything that is deployed: resources with the hash of the code asset, which holds the plan. */
export function readSynthesized(outdir) {
  const template = JSON.parse(readFileSync(join(outdir, 'Inference.template.json'), 'utf8'));
  const handler = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
  const asset = handler.Properties.Code.S3Key.replace(/\.zip$/, '');
  return { template, plan: JSON.parse(readFileSync(join(outdir, `asset.${asset}`, 'plan.json'), 'utf8')) };
}

export function succeeds(command, args, env = {}, cwd = ROOT) {
  const result = spawnSync(command, args, {
    cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32',
    env: { ...process.env, JSII_DEPRECATED: 'quiet', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', ...env },
  });
  assert.equal(result.status, 0, `${command} ${args.join(' ')}: ${result.error ?? ''}${result.stdout}${result.stderr}`);
  return result;
}
