import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');

/** Package and version of every client in a table of docs/clients.md. */
function documented(heading: string): Map<string, string> {
  const [, section = ''] = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8').split(`\n## ${heading}`);
  const rows = section.split('\n## ')[0]!.matchAll(/^\| `([^`]+)` \| ([\d.]+) \|/gm);
  return new Map([...rows].map(([, name, version]) => [name!, version!]));
}

describe('docs/clients.md', () => {
  test('names the versions for JavaScript that are run here', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
    const clients = documented('JavaScript');
    expect(clients.size).toBe(8);
    for (const [name, version] of clients) expect([name, devDependencies[name]]).toEqual([name, version]);
  });

  test('names the versions for Python that are run here', () => {
    const pins = [...readFileSync(join(ROOT, 'test/python-clients/requirements.txt'), 'utf8').matchAll(/^([\w-]+)(?:\[\w+\])?==(\S+)$/gm)];
    const clients = documented('Python');
    expect(clients.size).toBe(5);
    for (const [name, version] of clients) expect(pins.map(([, pin, pinned]) => [pin, pinned])).toContainEqual([name, version]);
  });
});
