import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { watchAlarms, AlarmWatch } from './alarms/watch';
import { synthesize } from './app';
import { Options, readOptions, selectScenarios, USAGE } from './options';
import { renderJson } from './report/json';
import { renderMarkdown } from './report/markdown';
import { summaryLine } from './report/summary';
import { renderRow } from './report/table';
import { neighbourOf, tenantOf, WARM_UP } from './routes';
import { Result, runScenario } from './run';
import { Scenario } from './scenario';
import { SCENARIOS } from './scenarios';
import { setStage, Stage } from './stage/stage';
import { startLocalCloud } from '../local/local-cloud';

const WORKER_FILE = resolve(__dirname, '../assets/lambda-environment/index.js');
const MARKDOWN_FILE = resolve(__dirname, '../docs/scorecard.md');
/** Makes the answers repeatable. */
const SEED = 7;

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const options = readOptions(words);
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const startedAt = Date.now();
  const results = await play(selectScenarios(SCENARIOS, options.only), options);
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  console.log(`\n${summaryLine(results)} in ${seconds} s`);

  const details = {
    date: new Date(startedAt).toISOString().slice(0, 10),
    command: ['npm run scorecard', ...(words.length === 0 ? [] : ['--', ...words])].join(' '),
    profile: options.profile.name,
    seconds,
    node: process.versions.node,
  };
  if (options.write) writeFileSync(MARKDOWN_FILE, renderMarkdown(results, details));
  if (options.json !== undefined) writeFileSync(options.json, renderJson({ ...details, results }));
  if (results.some(({ met }) => !met)) process.exitCode = 1;
}

async function play(scenarios: readonly Scenario[], { profile }: Options): Promise<readonly Result[]> {
  const directory = mkdtempSync(join(tmpdir(), 'scorecard-'));
  const results: Result[] = [];
  try {
    synthesize(directory, scenarios, profile);
    let watch: AlarmWatch | undefined;
    const cloud = await startLocalCloud({ app: directory, workerFile: WORKER_FILE, seed: SEED, sinks: { onMetric: (datum) => watch?.note(datum) } });
    watch = watchAlarms(cloud.assembly.resources);
    const tenants = [WARM_UP, ...scenarios.flatMap(({ id }) => [tenantOf(id), neighbourOf(id)])];
    const stage = await setStage(cloud, tenants, profile.patience);
    try {
      await requireQuiet(stage, watch);
      for (const scenario of scenarios) {
        const result = await runScenario(stage, scenario, profile, watch);
        results.push(result);
        console.log(renderRow(result));
      }
      for (const { message } of cloud.authorizer.denials) console.error(`denied by the synthesized policies: ${message}`);
      if (cloud.authorizer.denials.length > 0) process.exitCode = 1;
    } finally {
      await stage.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return results;
}

/** An hour in which all goes well. @throws Error that names the alarms that go off all the same */
async function requireQuiet(stage: Stage, watch: AlarmWatch): Promise<void> {
  const ask = async () => stage.ask({ route: WARM_UP, tenant: WARM_UP, client: 'openai', streamed: true, maxTokens: 32 });
  await ask();
  await stage.idle();
  watch.begin();
  await ask();
  await stage.idle();
  const alarms = watch.ordinary();
  if (alarms.length > 0) throw new Error(`without a fault, alarms go off: ${alarms.join(', ')}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
