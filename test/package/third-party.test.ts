import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

interface Metafile {
  readonly outputs: { readonly [file: string]: { readonly inputs: { readonly [file: string]: unknown } } };
}

/** What esbuild says that it has put into a bundle. */
function packagesIn(bundle: string): string[] {
  const { outputs } = JSON.parse(readFileSync(resolve(ROOT, `.cache/meta/${bundle}.json`), 'utf8')) as Metafile;
  const files = Object.keys(outputs[`assets/${bundle}/index.js`]!.inputs);
  return [...new Set(files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []))];
}

describe.each([['gateway', 'undici'], ['provisioned-throughput', '@smithy/signature-v4'], ['cli', 'dynalite']])('the %s bundle', (bundle, oneOfThem) => {
  const notices = readFileSync(resolve(ROOT, `assets/${bundle}/THIRD-PARTY-NOTICES.txt`), 'utf8');

  test('comes with the notices of every package in it', () => {
    const packages = packagesIn(bundle);
    expect(packages).toContain(oneOfThem);
    for (const name of packages) expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\S* \\(.+\\)$`, 'm'));
  });

  test('holds only what its licence lets anybody use, without conditions for what is built on it', () => {
    const licences = [...notices.matchAll(/^\S+ \d+\.\d+\.\d+\S* \((.+)\)$/gm)].map(([, licence]) => licence);
    expect(licences.length).toBeGreaterThan(2);
    expect(licences.filter((licence) => !/^\(?(MIT|Apache-2\.0|ISC|0BSD|BSD-[23]-Clause|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|Python-2\.0|MIT OR .+)\)?$/.test(licence!))).toEqual([]);
  });
});
