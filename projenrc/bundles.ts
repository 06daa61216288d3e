import { awscdk } from 'projen';

/** Everything that is built into `assets/` and travels in the npm package. */
export function addBundles(project: awscdk.AwsCdkConstructLibrary) {
  const bundle = project.addTask('bundle:all', {
    description: 'Bundle the handlers and the command line into assets/',
    exec: 'node scripts/bundle.mjs',
  });
  project.preCompileTask.spawn(bundle);
  project.gitignore.addPatterns('/assets/', '.jsii.tabl.json');
  const worlds = ['.ci', 'bench', 'cli', 'docs', 'examples', 'integ', 'lambda', 'local', 'projenrc', 'rosetta', 'scorecard', 'scripts'];
  project.npmignore?.addPatterns('!/assets/', '!/bin/', ...worlds.map((folder) => `/${folder}/`));
  // What npm packs is not told by .gitignore where there is an .npmignore.
  project.npmignore?.addPatterns('/.cache/', '/.tmp/', 'cdk.out', '*.log');
}
