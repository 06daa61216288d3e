import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, AppProps } from 'aws-cdk-lib';

// The CDK warns about its own use of deprecated properties.
process.env.JSII_DEPRECATED = 'quiet';

/** Synthesizes CDK apps into temporary directories that are removed together. */
export interface AppBench {
  /** A directory with an `index.js`. */
  code(source?: string): string;
  synthesize(define: (app: App) => void, props?: AppProps): string;
  /** A directory with the given JSON files. */
  files(content: Readonly<Record<string, unknown>>): string;
  clear(): void;
}

export function createAppBench(): AppBench {
  const root = mkdtempSync(join(tmpdir(), 'assembly-test-'));
  return {
    code: (source = 'exports.handler = async () => ({ statusCode: 200 });') => {
      const directory = mkdtempSync(join(root, 'code-'));
      writeFileSync(join(directory, 'index.js'), source);
      return directory;
    },
    synthesize: (define, props = {}) => {
      const app = new App({ outdir: mkdtempSync(join(root, 'out-')), analyticsReporting: false, ...props });
      define(app);
      return app.synth().directory;
    },
    files: (content) => {
      const directory = mkdtempSync(join(root, 'files-'));
      for (const [name, value] of Object.entries(content)) writeFileSync(join(directory, name), typeof value === 'string' ? value : JSON.stringify(value));
      return directory;
    },
    clear: () => rmSync(root, { recursive: true, force: true }),
  };
}
