import { JsonFile, awscdk } from 'projen';

/** The folders that hold TypeScript beside `src`, each checked by a project of its own. */
export const WORLDS = ['lambda', 'local', 'cli', 'bench', 'scorecard', 'examples', 'integ'];

/**
 * `src` is compiled by jsii, which limits how strict its compiler may be. Everything
 * else is type-checked here, with the strictness that jsii does not accept.
 */
export function addTypeScriptWorlds(project: awscdk.AwsCdkConstructLibrary) {
  for (const world of WORLDS) {
    new JsonFile(project, `${world}/tsconfig.json`, {
      marker: true,
      obj: {
        extends: '../tsconfig.json',
        compilerOptions: {
          rootDir: '..',
          // For a dependency that is an ES module only; the bundles have it built in.
          module: 'node20',
          noEmit: true,
          declaration: false,
          noUncheckedIndexedAccess: ['lambda', 'local', 'cli'].includes(world),
          types: ['node'],
          ...(['examples', 'integ', 'scorecard'].includes(world) ? { paths: { 'cdk-resilient-inference': ['../src/index.ts'] } } : {}),
        },
        include: ['**/*.ts'],
        exclude: ['node_modules', '**/cdk.out/**'],
      },
    });
  }
  // Types are checked once by `check:types`; the test runner only strips them.
  project.tryFindObjectFile('test/tsconfig.json')?.addOverride('compilerOptions.module', 'node20');
  project.tryFindObjectFile('test/tsconfig.json')?.addOverride('compilerOptions.isolatedModules', true);
  project.tryFindObjectFile('test/tsconfig.json')?.addOverride('compilerOptions.paths', { 'cdk-resilient-inference': ['../src/index.ts'] });
}
