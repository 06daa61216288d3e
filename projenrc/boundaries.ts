import { awscdk } from 'projen';
import { WORLDS } from './worlds';

/** The walls between the worlds (docs/architecture.md), as lint rules. */
export function addBoundaries(project: awscdk.AwsCdkConstructLibrary) {
  const eslint = project.eslint;
  if (!eslint) throw new Error('the walls between the worlds need eslint, which this project switched off');

  for (const world of WORLDS) {
    eslint.addLintPattern(world);
    eslint.allowDevDeps(`${world}/**`);
  }
  eslint.allowDevDeps('test/**');
  eslint.addIgnorePattern('**/cdk.out/**');
  eslint.addIgnorePattern('integ/*.snapshot/**');
  eslint.addIgnorePattern('assets/**');

  eslint.addRules({
    // The package's own name, which users' code imports; mapped to src by the compiler settings of each folder.
    'import/no-unresolved': ['error', { ignore: ['^cdk-resilient-inference$'] }],
    'import/no-restricted-paths': ['error', {
      zones: [
        { target: './src', from: ['./lambda', './local', './cli', './test', './examples', './bench'], message: 'synth time never imports run time: share through src/contract' },
        { target: './src/contract', from: './src', except: ['./contract'], message: 'the contract imports nothing' },
        { target: './lambda', from: './src', except: ['./contract'], message: 'run time imports only src/contract from synth time' },
        { target: './lambda', from: ['./local', './cli', './test', './bench'], message: 'the gateway knows nothing of the local cloud' },
        { target: './lambda/core', from: ['./lambda/adapters', './lambda/surfaces', './lambda/entry', './lambda/custom-resources'], message: 'the core is pure' },
        {
          target: './lambda/custom-resources',
          from: ['./lambda/core', './lambda/adapters', './lambda/surfaces', './lambda/entry'],
          message: 'what runs at deployments shares nothing with the gateway',
        },
        { target: './lambda/surfaces', from: ['./lambda/adapters', './lambda/entry'], message: 'a surface only translates' },
        { target: './lambda/adapters', from: ['./lambda/surfaces', './lambda/entry'], message: 'an adapter implements a port of the core' },
        { target: './local', from: ['./lambda', './cli', './test', './bench'], message: 'the local cloud runs bundles, never the sources' },
        { target: './local', from: './src', except: ['./contract'], message: 'the local cloud reads templates, never constructs' },
      ],
    }],
  });

  eslint.addOverride({
    files: ['lambda/core/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['@aws-sdk/*', '@smithy/*', 'node:*', 'crypto', 'http', 'https', 'fs', 'path'] }],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'Buffer', 'performance', 'crypto', 'fetch'],
      'no-restricted-properties': ['error',
        { object: 'Date', property: 'now', message: 'the core takes `now` as an argument' },
        { object: 'Math', property: 'random', message: 'the core takes `random` as an argument' }],
    },
  });
  eslint.addOverride({
    files: ['lambda/adapters/**/*.ts', 'lambda/surfaces/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', { name: 'process', message: 'only lambda/entry reads the environment' }] },
  });
  eslint.addOverride({
    files: ['scripts/**', 'test/**', 'bench/**', 'scorecard/**', 'local/**', 'cli/**', 'projenrc/**', 'examples/**', 'integ/**'],
    rules: { 'no-console': 'off' },
  });
}
