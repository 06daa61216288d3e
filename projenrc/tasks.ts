import { awscdk } from 'projen';
import { WORLDS } from './worlds';

export function addTasks(project: awscdk.AwsCdkConstructLibrary) {
  const types = project.addTask('check:types', { description: 'Type-check every world outside src' });
  for (const world of [...WORLDS, 'test']) {
    types.exec(`tsc --noEmit -p ${world}/tsconfig.json`);
  }

  // The two commands of the README work on a clean clone: plain Node, no dependency.
  project.setScript('demo', 'node scripts/demo.mjs');
  project.setScript('test', 'node scripts/test.mjs');
  project.setScript('bench', 'node scripts/bench.mjs');
  project.setScript('bench:quick', 'node scripts/bench.mjs --quick');
  project.setScript('scorecard', 'node scripts/scorecard.mjs');
}
