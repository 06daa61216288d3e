import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaFunctionModel } from '../assembly/model';

/** Where a function's code lies, and how to clean up after it. */
export interface CodeDirectory {
  readonly path: string;
  readonly remove: () => void;
}

/** The asset as it is, or a temporary directory with code that stood in the template. */
export function codeDirectoryOf(model: LambdaFunctionModel): CodeDirectory {
  if (model.runtime !== undefined && !model.runtime.startsWith('nodejs')) {
    throw new Error(`Function ${model.name} has runtime ${model.runtime}; only nodejs runtimes can run on this machine.`);
  }
  if (model.codeDirectory !== undefined) return { path: model.codeDirectory, remove: () => undefined };
  if (model.inlineCode === undefined) {
    throw new Error(`Function ${model.name} has neither a directory asset nor inline code; archives and container images cannot run on this machine. Use Code.fromAsset with a directory.`);
  }
  const path = mkdtempSync(join(tmpdir(), 'lambda-inline-'));
  writeFileSync(join(path, 'index.js'), model.inlineCode);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
