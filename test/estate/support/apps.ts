import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { ensureGatewayBundle } from '../../src/support/gateway-bundle';

const ROOT = resolve(__dirname, '../../..');

/** A resource as it stands in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface StackTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly [section: string]: unknown;
}

/** An app of the repository, synthesized. */
export interface SynthesizedApp {
  /** `integ/integ.private`, `examples/quickstart` */
  readonly name: string;
  readonly directory: string;
  /** By stack, without those that integ-tests adds. */
  readonly templates: ReadonlyMap<string, StackTemplate>;
  /** Of the template of a stack. */
  fileOf(stack: string): string;
}

/** Every app that the repository shows or deploys. */
export function appFiles(): readonly string[] {
  const integ = readdirSync(join(ROOT, 'integ')).filter((file) => /^integ\..*\.ts$/.test(file)).map((file) => join(ROOT, 'integ', file));
  const examples = readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((file) => basename(file) === 'app.ts').map((file) => join(ROOT, 'examples', file));
  return [...integ, ...examples].sort();
}

export function appName(file: string): string {
  return relative(ROOT, file).replace(/(\/app)?\.ts$/, '');
}

/** Runs an app in this process, as `cdk synth` would run it with nothing in its environment. */
export function synthesizeApp(file: string): SynthesizedApp {
  ensureGatewayBundle();
  const directory = mkdtempSync(join(tmpdir(), 'estate-'));
  const environment = { ...process.env };
  for (const name of Object.keys(process.env)) if (/_ACCOUNT|^SHARD_|^INFERENCE_/.test(name)) delete process.env[name];
  process.env.CDK_OUTDIR = directory;
  try {
    jest.requireActual(file);
  } finally {
    process.env = environment;
  }
  const files = readdirSync(directory).filter((name) => name.endsWith('.template.json') && !name.includes('DeployAssert'));
  if (files.length === 0) throw new Error(`${appName(file)} has written no template: end it with app.synth()`);
  return {
    name: appName(file),
    directory,
    templates: new Map(files.map((name) => [name.replace('.template.json', ''), JSON.parse(readFileSync(join(directory, name), 'utf8')) as StackTemplate])),
    fileOf: (stack) => join(directory, `${stack}.template.json`),
  };
}
