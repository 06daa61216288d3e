// `npm test`: everything that needs only Node.js and npm. Arguments go to jest, and then only jest runs.
import { mkdirSync } from 'node:fs';
import { bundle, install, local, requireNode, run, step } from './support/steps.mjs';

requireNode();
install();
bundle();

const jestArguments = process.argv.slice(2);
if (jestArguments.length === 0) {
  step('compiling the construct library (jsii)', () => run(local('projen'), ['compile'], { quiet: true }));
  step('compiling the snippets of README and doc comments', () => run(local('jsii-rosetta'), ['extract', '--strict', '--output', '.cache/rosetta.tabl.json', '.'], { quiet: true }));
  step('type-checking the worlds outside src', () => run(local('projen'), ['check:types'], { quiet: true }));
  step('linting', () => run(local('eslint'), ['--ext', '.ts', '--max-warnings', '0', 'src', 'lambda', 'local', 'cli', 'test', 'bench', 'examples', 'integ', 'projenrc', '.projenrc.ts'], {
    env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' },
  }));
}
mkdirSync('.cache', { recursive: true });
step('running the tests', () => run(local('jest'), ['--ci', '--json', '--outputFile=.cache/jest.json', ...jestArguments]));
