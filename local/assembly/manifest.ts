import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssemblyError } from './assembly-error';
import { arrayOf, isObject, JsonObject, objectOf, textOf } from './json';

/** The newest major version of the cloud assembly schema that this reader was checked against. */
export const SUPPORTED_SCHEMA_MAJOR = 53;

/** A stack as the manifest lists it. */
export interface StackArtifact {
  readonly stackName: string;
  readonly template: JsonObject;
  /** Undefined where the stack is environment-agnostic. */
  readonly account?: string;
  readonly region?: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A file asset: what was uploaded under `objectKey` lies at `path`. */
export interface FileAsset {
  readonly objectKey: string;
  readonly path: string;
}

export interface ManifestContent {
  readonly stacks: readonly StackArtifact[];
  readonly assets: readonly FileAsset[];
}

const HOW_TO_SYNTHESIZE = 'Run "npx cdk synth" in your CDK app and pass its output directory (usually cdk.out).';

/** Reads an assembly directory and the assemblies nested in it (one per `Stage`). */
export function readManifest(directory: string): ManifestContent {
  const absolute = resolve(directory);
  if (!existsSync(absolute)) throw new AssemblyError(`There is no directory ${absolute}. ${HOW_TO_SYNTHESIZE}`);
  if (!statSync(absolute).isDirectory()) throw new AssemblyError(`${absolute} is a file, not a cloud assembly directory. ${HOW_TO_SYNTHESIZE}`);
  const file = join(absolute, 'manifest.json');
  if (!existsSync(file)) throw new AssemblyError(`${absolute} has no manifest.json, so it is not a cloud assembly. ${HOW_TO_SYNTHESIZE}`);
  const manifest = readJson(file);
  const version = textOf(manifest.version);
  if (version === undefined || !isObject(manifest.artifacts ?? {})) {
    throw new AssemblyError(`${file} is not the manifest of a cloud assembly: it has no "version". ${HOW_TO_SYNTHESIZE}`);
  }
  checkVersion(version, file);
  const stacks: StackArtifact[] = [];
  const assets: FileAsset[] = [];
  for (const artifact of Object.values(objectOf(manifest.artifacts))) {
    const { type, environment, properties: given } = objectOf(artifact);
    const properties = objectOf(given);
    if (type === 'aws:cloudformation:stack') {
      stacks.push(readStack(absolute, objectOf(artifact), textOf(environment) ?? '', properties));
    } else if (type === 'cdk:asset-manifest') {
      assets.push(...readAssets(absolute, textOf(properties.file) ?? ''));
    } else if (type === 'cdk:cloud-assembly') {
      const nested = readManifest(join(absolute, textOf(properties.directoryName) ?? ''));
      stacks.push(...nested.stacks);
      assets.push(...nested.assets);
    }
  }
  return { stacks, assets };
}

function checkVersion(version: string, file: string): void {
  const major = Number(version.split('.')[0]);
  if (Number.isInteger(major) && major <= SUPPORTED_SCHEMA_MAJOR) return;
  throw new AssemblyError(
    `${file} has cloud assembly schema version ${version}; this version reads up to ${SUPPORTED_SCHEMA_MAJOR}.x. ` +
    'Update cdk-resilient-inference, or synthesize with an older aws-cdk-lib.',
  );
}

function readStack(directory: string, artifact: JsonObject, environment: string, properties: JsonObject): StackArtifact {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
  const templateFile = textOf(properties.templateFile);
  if (templateFile === undefined) throw new AssemblyError(`A stack in ${join(directory, 'manifest.json')} names no templateFile. ${HOW_TO_SYNTHESIZE}`);
  const parameters = Object.entries(objectOf(properties.parameters)).map(([name, value]) => [name, textOf(value) ?? '']);
  return {
    stackName: textOf(properties.stackName) ?? textOf(artifact.displayName) ?? templateFile.replace(/\.template\.json$/, ''),
    template: readJson(join(directory, templateFile)),
    parameters: Object.fromEntries(parameters),
    ...(account !== undefined && account !== 'unknown-account' ? { account } : {}),
    ...(region !== undefined && region !== 'unknown-region' ? { region } : {}),
  };
}

function readAssets(directory: string, file: string): FileAsset[] {
  const files = Object.values(objectOf(readJson(join(directory, file)).files));
  return files.flatMap((asset) => {
    const { source, destinations } = objectOf(asset);
    const path = textOf(objectOf(source).path);
    if (path === undefined) return [];
    const keys = arrayOf(Object.values(objectOf(destinations))).map((destination) => textOf(objectOf(destination).objectKey));
    return keys.flatMap((objectKey) => objectKey === undefined ? [] : [{ objectKey, path: resolve(directory, path) }]);
  });
}

/** Reads a JSON object, with an error that names the file. */
export function readJson(file: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new AssemblyError(`The cloud assembly is incomplete: ${file} cannot be read. ${HOW_TO_SYNTHESIZE}`);
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch (error) {
    throw new AssemblyError(`${file} is not valid JSON (${(error as Error).message}). ${HOW_TO_SYNTHESIZE}`);
  }
  throw new AssemblyError(`${file} does not hold a JSON object. ${HOW_TO_SYNTHESIZE}`);
}
