import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The programs that the benchmark starts, by the source file beside this folder. */
export const PROGRAMS = {
  upstream: 'upstream/main.ts',
  bare: 'subjects/proxy/bare.ts',
  signing: 'subjects/proxy/signing.ts',
  gateway: 'subjects/lambda/main.ts',
  portkey: 'subjects/peers/portkey/main.ts',
  litellm: 'subjects/peers/litellm/main.ts',
} as const;

export type Program = keyof typeof PROGRAMS;

/** Turns the programs into plain JavaScript, so that no compiler runs or takes memory in what is measured. */
export function buildPrograms(folder: string): (program: Program) => string;
export function buildPrograms<Name extends string>(folder: string, programs: Readonly<Record<Name, string>>): (program: Name) => string;
export function buildPrograms(folder: string, programs: Readonly<Record<string, string>> = PROGRAMS): (program: string) => string {
  buildSync({
    entryPoints: Object.fromEntries(Object.entries(programs).map(([name, source]) => [name, join(__dirname, '..', source)])),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return (program) => join(folder, `${program}.cjs`);
}

/** Handlers that are compared with the gateway. */
export const HANDLERS = { 'pass-through': 'subjects/handlers/pass-through.ts', 'two-clients': 'subjects/handlers/two-clients.ts' } as const;

export type HandlerName = keyof typeof HANDLERS;

/** Bundles a handler in the same way as the gateway. @returns the folder with its `index.js` */
export function buildHandler(name: HandlerName, folder: string): string {
  const outdir = join(folder, name);
  buildSync({
    entryPoints: [join(__dirname, '..', HANDLERS[name])],
    outfile: join(outdir, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'warning',
  });
  return outdir;
}
