import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './steps.mjs';

/** For esbuild. Of undici the client alone, and of that HTTP/1.1 alone. */
export const partsOfUndici = {
  name: 'parts-of-undici',
  setup({ onResolve }) {
    const inRepository = createRequire(import.meta.url);
    onResolve({ filter: /^undici$/ }, () => ({ path: join(ROOT, 'scripts/stubs/undici.cjs') }));
    onResolve({ filter: /^undici\/lib\// }, ({ path }) => ({ path: inRepository.resolve(path) }));
    onResolve({ filter: /\/client-h2\.js$/ }, () => ({ path: join(ROOT, 'scripts/stubs/undici-http2.cjs') }));
  },
};
