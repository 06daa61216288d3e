// Further suite: the Java package. It is compiled with Maven against the oldest versions that it takes, and an app is synthesized from Java.
// Skips, and says so, where there is no JDK, no Maven or no Maven Central. Run it after `npm test`, which compiles what is packed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { generateBinding, readSynthesized, succeeds, synthesizeReference } from '../support/bindings.mjs';
import { ROOT, step } from '../support/steps.mjs';

const CENTRAL = 'https://repo.maven.apache.org/maven2/software/amazon/awscdk/aws-cdk-lib/2.257.0/aws-cdk-lib-2.257.0.pom';
const repository = join(ROOT, '.cache', 'jsii-java', 'repository');

const missing = await whatIsMissing();
if (missing) console.log(`SKIPPED: ${missing}`);

/** @returns why it cannot be built here */
async function whatIsMissing() {
  for (const [program, ...args] of [['javac', '-version'], ['mvn', '--version']]) {
    if (spawnSync(program, args, { shell: process.platform === 'win32' }).status !== 0) return `there is no ${program} on this machine`;
  }
  const central = await fetch(CENTRAL, { method: 'HEAD' }).catch(() => undefined);
  return central?.ok ? undefined : 'Maven Central cannot be reached';
}

describe('the Java package', { skip: missing, timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'jsii-java-'));
  const outdir = join(folder, 'cdk.out');

  before(() => step('building the binding and the app with Maven', () => {
    cpSync(join(ROOT, 'test', 'jsii', 'java'), folder, { recursive: true });
    const pom = join(generateBinding('java', folder), 'pom.xml');
    // Of each range its floor, which is what the package promises, and the same tomorrow as today.
    writeFileSync(pom, readFileSync(pom, 'utf8').replace(/<version>\[([\d.]+),[^)]*\)<\/version>/g, '<version>$1</version>'));
    const quiet = ['--batch-mode', '--quiet', '-Dmaven.javadoc.skip=true', '-Dmaven.source.skip=true', `-Dmaven.repo.local=${repository}`];
    succeeds('mvn', [...quiet, 'package'], {}, folder);
  }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const synthesize = () => {
    const target = join(folder, 'app', 'target');
    const classpath = [join(target, 'classes'), readFileSync(join(target, 'classpath.txt'), 'utf8')].join(delimiter);
    succeeds('java', ['-cp', classpath, 'GatewayApp'], { CDK_OUTDIR: outdir }, folder);
    return readSynthesized(outdir);
  };

  test('synthesizes the same template and the same plan as TypeScript', () => {
    const fromJava = synthesize();
    assert.deepEqual(fromJava, synthesizeReference(join(folder, 'reference.out')));
    assert.deepEqual(Object.keys(fromJava.plan.tenants), ['team-a', 'team-b']);
  });
});
