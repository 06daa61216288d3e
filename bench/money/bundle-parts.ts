/** The part of esbuild's metafile that is read here. */
export interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>>;
}

const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Bytes of a bundle by package, and of this repository's own code. */
export function bundleParts(metafile: Metafile, output: string): { readonly own: number; readonly packages: Readonly<Record<string, number>> } {
  const packages: Record<string, number> = {};
  let own = 0;
  for (const [file, { bytesInOutput }] of Object.entries(metafile.outputs[output].inputs)) {
    const name = PACKAGE.exec(file)?.[1];
    if (name === undefined) own += bytesInOutput;
    else packages[name] = (packages[name] ?? 0) + bytesInOutput;
  }
  return { own, packages };
}
