import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, BuildOptions, Plugin } from 'esbuild';
import { MARK_KEEPER } from './marks';
import { planOf } from './plans';
import { ColdSubject } from './subjects';
import { PLAN_FILE } from '../../src/contract/environment';
import { MODEL_ID } from '../setting';
import { copyGateway } from '../subjects/gateway';
import { CONVERSE_ANSWER } from '../workload/answers';

const ROOT = resolve(__dirname, '../..');

/** As the gateway is bundled. */
const BUNDLING: BuildOptions = { ...JSON.parse(readFileSync(join(ROOT, 'scripts/support/bundling.json'), 'utf8')) as BuildOptions, target: 'node22' };

/** A subject that can be started. */
export interface BuiltSubject extends ColdSubject {
  /** Holds its `index.js`, and its plan if it has one. */
  readonly folder: string;
  /** The same with marks in it that tell parts of its start apart. Absent: nothing in it is unseen without. */
  readonly marked?: string;
  readonly bundleBytes: number;
  /** Absent: it has none. */
  readonly planBytes?: number;
}

/** @param bundle folder with the `index.js` of the gateway */
export async function buildSubject(subject: ColdSubject, bundle: string, into: string): Promise<BuiltSubject> {
  const { made, name } = subject;
  const folder = join(into, name.replace(/\W+/g, '-'));
  if (made.from === 'source') {
    await build({
      ...BUNDLING,
      entryPoints: [join(__dirname, 'handlers', `${made.file}.ts`)],
      outfile: join(folder, 'index.js'),
      define: { ANSWER: JSON.stringify(CONVERSE_ANSWER.toString()), MODEL_ID: JSON.stringify(MODEL_ID) },
    });
    return { ...subject, folder, bundleBytes: sizeOf(folder, 'index.js') };
  }
  const plan = planOf(made.plan);
  const marked = `${folder}-marked`;
  copyGateway(bundle, folder, JSON.stringify(plan));
  const { partsOfUndici } = await import(join(ROOT, 'scripts/support/parts-of-undici.mjs')) as { readonly partsOfUndici: Plugin };
  await build({
    ...BUNDLING, entryPoints: [join(ROOT, 'lambda/entry/gateway.ts')], outfile: join(marked, 'index.js'), plugins: [partsOfUndici, markPlanCheck],
  });
  writeFileSync(join(marked, PLAN_FILE), JSON.stringify(plan));
  return { ...subject, folder, marked, bundleBytes: sizeOf(folder, 'index.js'), planBytes: sizeOf(folder, PLAN_FILE) };
}

function sizeOf(folder: string, file: string): number {
  return statSync(join(folder, file)).size;
}

/** Two readings of a clock around the check of the plan, in a bundle of the same sources: none of this is in the one that is deployed. */
const markPlanCheck: Plugin = {
  name: 'mark-plan-check',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/read-plan$/ }, ({ path, importer }) =>
      basename(importer) === 'compose.ts' ? { path: `${resolve(dirname(importer), path)}.ts`, namespace: 'marked' } : undefined);
    onLoad({ filter: /./, namespace: 'marked' }, ({ path }) => ({
      resolveDir: dirname(path),
      contents: `
        import { parsePlan as parse } from ${JSON.stringify(path)};
        export * from ${JSON.stringify(path)};
        const mark = globalThis[Symbol.for(${JSON.stringify(MARK_KEEPER)})];
        export function parsePlan(...given) {
          mark('plan check begun');
          const plan = parse(...given);
          mark('plan checked');
          return plan;
        }`,
    }));
  },
};
