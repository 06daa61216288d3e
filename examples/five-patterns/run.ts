import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { accountSharding } from './patterns/account-sharding';
import { crossRegionInference } from './patterns/cross-region';
import { fallback } from './patterns/fallback';
import { loadBalancing } from './patterns/load-balancing';
import { quotaIsolation } from './patterns/quota-isolation';
import { Pattern, Scene } from './support/pattern';
import { renderScene } from './support/print';
import { setStage } from './support/stage';
import { startLocalCloud } from '../../local/local-cloud';

const PATTERNS: readonly Pattern[] = [crossRegionInference, accountSharding, fallback, loadBalancing, quotaIsolation];
const TENANTS = ['demo', 'tenant-a', 'tenant-b', 'tenant-c'];
/** So that the Regions come out the same each time. */
const SEED = 1;

interface PlayedPattern {
  readonly pattern: string;
  readonly passed: boolean;
  readonly scenes: readonly Scene[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { app: { type: 'string' }, json: { type: 'boolean', default: false } } });
  if (values.app === undefined) throw new Error('--app is missing: the directory that cdk synth wrote');

  const cloud = await startLocalCloud({ app: values.app, workerFile: resolve(__dirname, '../../assets/lambda-environment/index.js'), seed: SEED });
  const played: PlayedPattern[] = [];
  try {
    const stage = await setStage(cloud, TENANTS);
    for (const pattern of PATTERNS) {
      stage.forget();
      const scenes = await pattern.play(stage);
      played.push({ pattern: pattern.title, passed: scenes.every(({ checks }) => checks.every(({ passed }) => passed)), scenes });
      if (!values.json) console.log([pattern.title, '', ...scenes.map(renderScene)].join('\n'));
    }
    for (const { message } of cloud.authorizer.denials) console.error(`denied by the synthesized policies: ${message}`);
  } finally {
    await cloud.close();
  }

  const failed = played.filter(({ passed }) => !passed);
  if (values.json) console.log(JSON.stringify(played, undefined, 2));
  else console.log(failed.length === 0 ? `All ${played.length} patterns came out as published.` : `${failed.length} of ${played.length} patterns did not come out as published.`);
  if (failed.length > 0 || cloud.authorizer.denials.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
