import * as fs from 'fs';
import * as path from 'path';

const ASSETS = path.join(__dirname, '..', '..', '..', 'assets');

export function ensureGatewayBundle(): void {
  ensureBundle('gateway');
}

/** The constructs only copy bundles: where one has not been built yet, any file will do. */
export function ensureBundle(name: string): void {
  const handler = path.join(ASSETS, name, 'index.js');
  if (fs.existsSync(handler)) return;
  fs.mkdirSync(path.dirname(handler), { recursive: true });
  fs.writeFileSync(handler, 'exports.handler = async () => { throw new Error("run npx projen bundle:all"); };\n');
}
