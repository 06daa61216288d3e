// `npm test`: everything that needs only Node.js and npm. Arguments go to jest, and then only jest runs.
import { mkdirSync, readFileSync } from 'node:fs';
import { chdir } from 'node:process';
import { bundle, install, local, requireNode, ROOT, run, sideBySide, step } from './support/steps.mjs';

// Each in a process of its own: the types of all of them together do not fit into the memory that Node.js gives one.
const LINTED = [['src', 'examples', 'integ', 'projenrc', '.projenrc.ts'], ['lambda', 'local', 'cli'], ['bench', 'scorecard'], ['test']];

chdir(ROOT);
requireNode();
install();
bundle();

mkdirSync('.cache', { recursive: true });
const jestArguments = process.argv.slice(2);
if (jestArguments.length === 0) {
  step('compiling the construct library (jsii)', () => run(local('projen'), ['compile'], { quiet: true }));
  step('comparing API.md with the constructs', () => {
    run(local('jsii-docgen'), ['-o', '.cache/API.md'], { quiet: true });
    if (readFileSync('API.md', 'utf8') === readFileSync('.cache/API.md', 'utf8')) return;
    console.error('API.md is out of date: run "npx projen compile && npx projen docgen" and commit it');
    process.exit(1);
  });
  await sideBySide([
    LINTED.map((folders) => ({
      title: `linting ${folders.join(', ')}`,
      program: local('eslint'),
      args: ['--ext', '.ts', '--max-warnings', '0', ...folders],
      env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' },
    })),
    [
      { title: 'compiling the snippets of README and doc comments', program: local('jsii-rosetta'), args: ['extract', '--strict', '--output', '.cache/rosetta.tabl.json', '.'] },
      { title: 'type-checking the worlds outside src', program: local('projen'), args: ['check:types'] },
    ],
  ]);
}
step('running the tests', () => run(local('jest'), ['--ci', '--json', '--outputFile=.cache/jest.json', ...jestArguments]));
