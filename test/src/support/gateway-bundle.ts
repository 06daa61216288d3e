import * as fs from 'fs';
import * as path from 'path';

const BUNDLE = path.join(__dirname, '..', '..', '..', 'assets', 'gateway');

/** The constructs only copy the gateway's bundle: where it has not been built yet, any file will do. */
export function ensureGatewayBundle(): void {
  const handler = path.join(BUNDLE, 'index.js');
  if (fs.existsSync(handler)) return;
  fs.mkdirSync(BUNDLE, { recursive: true });
  fs.writeFileSync(handler, 'exports.handler = async () => { throw new Error("run npx projen bundle:all"); };\n');
}
