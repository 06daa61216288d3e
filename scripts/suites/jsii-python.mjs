// Further suite: the Python package. Its wheel is built, installed beside aws-cdk-lib from PyPI, and an app is synthesized from Python.
// Skips, and says so, where there is no Python or no PyPI. Run it after `npm test`, which compiles what is packed.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { generateBinding, readSynthesized, succeeds, synthesizeReference } from '../support/bindings.mjs';
import { pythonEnvironment } from '../support/python-environment.mjs';
import { ROOT } from '../support/steps.mjs';

const { missing, program } = pythonEnvironment('jsii-python', join(ROOT, 'test', 'jsii', 'python', 'requirements.txt'));
if (missing) console.log(`SKIPPED: ${missing}`);

describe('the Python package', { skip: missing, timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'jsii-python-'));
  const outdir = join(folder, 'cdk.out');
  let said;

  before(() => {
    const sources = generateBinding('python', folder);
    succeeds(program('python'), ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--no-build-isolation', '--wheel-dir', folder, sources]);
    const [wheel] = readdirSync(folder).filter((file) => file.endsWith('.whl'));
    assert.match(wheel, /^cdk_resilient_inference-.*-py3-none-any\.whl$/);
    succeeds(program('python'), ['-m', 'pip', 'install', '--quiet', '--no-deps', '--force-reinstall', join(folder, wheel)]);
    ({ stdout: said } = succeeds(program('python'), [join(ROOT, 'test', 'jsii', 'python', 'run.py')], { CDK_OUTDIR: outdir, PYTHONDONTWRITEBYTECODE: '1' }));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('is installed with everything that it says it needs', () => {
    succeeds(program('python'), ['-m', 'pip', 'check']);
  });

  test('synthesizes the same template and the same plan as TypeScript', () => {
    const fromPython = readSynthesized(outdir);
    assert.deepEqual(fromPython, synthesizeReference(join(folder, 'reference.out')));
    assert.deepEqual(Object.keys(fromPython.plan.tenants), ['team-a', 'team-b']);
  });

  test('brings the command', () => {
    assert.ok(existsSync(program('cdk-resilient-inference')));
  });

  test('says what is wrong with an app in the library\'s own words', () => {
    assert.match(said, /routes.*\(at Inference\/Gateway\)/);
  });
});
