import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Handler = (event: unknown, ...rest: unknown[]) => unknown;

/** An error with the type that Lambda reports for it. */
export class RuntimeError extends Error {
  constructor(readonly name: string, message: string) {
    super(message);
  }
}

/** Loads `directory/module.function` as the Node.js runtime does. */
export async function loadHandler(codeDirectory: string, handler: string): Promise<Handler> {
  const { dir, base } = parse(handler);
  const [moduleName, ...path] = base.split('.');
  if (moduleName === undefined || moduleName === '' || path.length === 0) {
    throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler: expected "file.function", received "${handler}"`);
  }
  const stem = join(codeDirectory, dir, moduleName);
  const file = ['', '.js', '.mjs', '.cjs'].map((extension) => stem + extension).find((candidate) => parse(candidate).ext !== '' && existsSync(candidate));
  if (file === undefined) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${join(dir, moduleName)}' in ${codeDirectory}`);
  }
  const loaded = await loadModule(file);
  const found = path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], loaded);
  if (typeof found !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is ${found === undefined ? 'undefined or not exported' : 'not a function'}`);
  }
  return found as Handler;
}

async function loadModule(file: string): Promise<unknown> {
  try {
    return isEsModule(file) ? await import(pathToFileURL(file).href) : createRequire(file)(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    const code = (error as { code?: unknown } | undefined)?.code;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') throw new RuntimeError('Runtime.ImportModuleError', `Error: ${(error as Error).message}`);
    throw error;
  }
}

function isEsModule(file: string): boolean {
  const { ext } = parse(file);
  return ext === '.mjs' || (ext === '.js' && nearestPackageType(dirname(file)) === 'module');
}

function nearestPackageType(directory: string): unknown {
  const file = join(directory, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown }).type;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestPackageType(parent);
}
