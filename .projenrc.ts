import { awscdk, javascript } from 'projen';
import { addBoundaries } from './projenrc/boundaries';
import { addBundles } from './projenrc/bundles';
import { addTasks } from './projenrc/tasks';
import { addTypeScriptWorlds } from './projenrc/worlds';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-resilient-inference',
  description: 'AWS CDK constructs that make LLM inference on Amazon Bedrock resilient: cross-Region inference, account sharding, load balancing, fallback and tenant quotas behind one gateway.',
  author: 'The cdk-resilient-inference authors',
  authorAddress: 'maintainers@cdk-resilient-inference.dev',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-resilient-inference/cdk-resilient-inference.git',
  keywords: ['aws-cdk', 'bedrock', 'llm', 'inference', 'gateway', 'resilience', 'quota', 'multi-tenant'],
  license: 'Apache-2.0',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  // One version that the CLI, integ-runner and cdk-nag 3 all accept; also the floor for users.
  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  minNodeVersion: '20.0.0',
  peerDependencyOptions: { pinnedDevDependency: true },
  github: false,
  release: false,
  depsUpgrade: false,
  lambdaAutoDiscover: false,
  integrationTestAutoDiscover: false,
  bundlerOptions: { assetsDir: 'assets' },
  bin: { 'cdk-resilient-inference': 'bin/cdk-resilient-inference' },
  publishToPypi: { distName: 'cdk-resilient-inference', module: 'cdk_resilient_inference' },
  publishToMaven: {
    javaPackage: 'dev.cdkresilientinference',
    mavenGroupId: 'dev.cdkresilientinference',
    mavenArtifactId: 'cdk-resilient-inference',
  },
  devDeps: [
    '@ai-sdk/amazon-bedrock@4.0.186',
    '@ai-sdk/openai-compatible@2.0.87',
    '@anthropic-ai/bedrock-sdk@1.1.2',
    '@anthropic-ai/sdk@1.11.0',
    '@aws-cdk/cloudformation-diff@2.187.5',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-sdk/client-bedrock@3.1162.0',
    '@aws-sdk/client-cloudformation@3.1162.0',
    '@aws/cloudformation-validate@1.9.0-beta',
    '@aws-sdk/client-bedrock-runtime@3.1162.0',
    '@aws-sdk/client-dynamodb@3.1162.0',
    '@aws-sdk/client-sts@3.1162.0',
    '@aws-sdk/credential-providers@3.1162.0',
    // The newest that run on Node.js 20; so are those of `@ai-sdk`, `ai` and `openai`.
    '@langchain/aws@1.4.5',
    '@langchain/core@1.2.13',
    '@langchain/openai@1.5.8',
    '@smithy/core@3.41.0',
    '@smithy/node-http-handler@4.14.2',
    '@smithy/signature-v4@5.7.5',
    '@smithy/types',
    '@types/aws-lambda',
    '@types/jest@^30',
    '@types/node@^20',
    'ai@6.0.326',
    'aws-cdk@2.1148.1',
    'cdk-nag@3.0.2',
    'dynalite@4.0.0',
    'esbuild@0.28.2',
    'fast-check@4.10.2',
    'jest@^30',
    'jose@6.2.17',
    'openai@6.49.0',
    'ts-jest',
    'tsx@4.23.15',
    'typescript@~6.0.0',
    'undici@7.30.2',
    'yaml@^2',
    'zod@4.6.7',
  ],
  jestOptions: {
    jestConfig: {
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      collectCoverage: false,
      testTimeout: 30_000,
      // The runner would leave one core out: half of them on the machines of CI.
      maxWorkers: '100%',
      setupFiles: ['<rootDir>/test/support/quiet-cdk.ts', '<rootDir>/test/support/fast-check-seed.ts'],
      moduleNameMapper: { '^cdk-resilient-inference$': '<rootDir>/src' },
      // An ES module only, which the test runner loads on the newest Node.js alone.
      transformIgnorePatterns: ['/node_modules/(?!jose/)'],
      transform: {
        '/node_modules/jose/.+\\.js$': new javascript.Transform('ts-jest', {
          tsconfig: { allowJs: true, module: 'commonjs', target: 'es2022', isolatedModules: true },
          diagnostics: false,
        }),
      },
    },
    // A snapshot is never rewritten by running the tests.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
  },
  gitignore: ['cdk.out', '.cdk.staging', '/.cache', '.tmp', '*.log'],
});

// Every platform's binary of the test runner's resolver has to be there, or a clean install refuses the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

addTypeScriptWorlds(project);
addBoundaries(project);
addBundles(project);
addTasks(project);

project.synth();
