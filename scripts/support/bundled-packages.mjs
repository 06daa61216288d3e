// What a bundle is made of: bytes by package, and the notices that their licences ask to be kept with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** @returns folder and bytes of each package in a bundle, the largest first; `own` are the bytes of this repository's files */
export function packagesIn(output) {
  const bytes = new Map();
  let own = 0;
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    const folder = PACKAGE.exec(file)?.[1];
    if (folder === undefined) own += bytesInOutput;
    else bytes.set(folder, (bytes.get(folder) ?? 0) + bytesInOutput);
  }
  const packages = [...bytes].map(([folder, size]) => ({ folder, size, ...describe(folder) })).sort((left, right) => right.size - left.size);
  return { own, packages };
}

/** One section for each licence text, under the packages that have it; without a text, what the manifest says. */
export function noticesOf(packages) {
  const byText = new Map();
  for (const { folder, license, name, version } of packages) {
    const text = licenceText(folder) ?? 'No text of its licence comes with the package.';
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const sections = [...byText].map(([text, names]) => `${[...new Set(names)].sort().join('\n')}\n\n${text}`).sort();
  return `${['This bundle contains the following packages.', ...sections].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function describe(folder) {
  const { license = 'unknown', name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { license: typeof license === 'string' ? license : license.type, name, version };
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : undefined;
}
