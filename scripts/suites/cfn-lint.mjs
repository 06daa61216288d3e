// Further suite: cfn-lint from PyPI over every template of examples/ and integ/. Skips, and says so, where there is no Python or no PyPI.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pythonEnvironment } from '../support/python-environment.mjs';
import { local, ROOT } from '../support/steps.mjs';

/** What is left as it is, with the reason. Each has to be met somewhere, or it goes. */
const IGNORED = {
  W3005: 'the CDK lets a function wait for its role and its policies together; that the role would do without is no mistake',
};

const APPS = ['examples', 'integ'].flatMap((world) => readdirSync(join(ROOT, world), { recursive: true })
  .filter((file) => /(^|[\\/])(app|integ\.[^\\/]+)\.ts$/.test(file) && !/cdk\.out|snapshot|node_modules/.test(file))
  .map((file) => ({ world, file })));

const { missing, program } = pythonEnvironment('cfn-lint', join(ROOT, 'test', 'cfn-lint', 'requirements.txt'));
if (missing) console.log(`SKIPPED: ${missing}`);

describe('cfn-lint', { skip: missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
  const met = new Set();
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { file, world } of APPS) {
    test(`finds nothing in the templates of ${world}/${file.replaceAll('\\', '/')}`, () => {
      const outdir = join(folder, `${world}-${basename(file)}.out`);
      succeeds(local('tsx'), ['--tsconfig', `${world}/tsconfig.json`, join(world, file)], { CDK_OUTDIR: outdir, JSII_DEPRECATED: 'quiet', NODE_NO_WARNINGS: '1' });
      const templates = readdirSync(outdir).filter((name) => name.endsWith('.template.json')).map((name) => join(outdir, name)).filter(hasResources);
      assert.ok(templates.length > 0);
      const { stderr, stdout } = spawnSync(program('cfn-lint'), ['--format', 'json', '--', ...templates], { encoding: 'utf8' });
      assert.ok(stdout.trim() !== '' || stderr === '', stderr);
      const matches = stdout.trim() === '' ? [] : JSON.parse(stdout);
      for (const { Rule } of matches) met.add(Rule.Id);
      assert.deepEqual(matches.filter(({ Rule }) => !(Rule.Id in IGNORED)).map(({ Filename, Message, Rule }) => `${Rule.Id} ${basename(Filename)}: ${Message}`), []);
    });
  }

  test('every rule that is ignored is met', () => {
    assert.deepEqual(Object.keys(IGNORED).filter((rule) => !met.has(rule)), []);
  });
});

/** The stack for assertions that integ-tests adds is empty where nothing is asserted, and is not deployed then. */
function hasResources(template) {
  return 'Resources' in JSON.parse(readFileSync(template, 'utf8'));
}

function succeeds(command, args, env) {
  const result = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env }, shell: process.platform === 'win32' });
  assert.equal(result.status, 0, `${command} ${args.join(' ')}: ${result.stdout}${result.stderr}`);
}
