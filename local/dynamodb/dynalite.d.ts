/** The parts of dynalite 4 that the engine calls in process; the package brings no types. */
declare module 'dynalite/db' {
  export interface Store {
    readonly db: { close(callback: (error?: Error) => void): unknown };
  }
  export interface DynaliteError extends Error {
    readonly statusCode?: number;
    readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
  }
  /** Keeps everything in memory unless `path` is given. Times are in milliseconds. */
  export function create(options: { createTableMs?: number; deleteTableMs?: number; updateTableMs?: number }): Store;
  /** @returns an error when the condition of a checked input does not hold for the item */
  export function checkConditional(input: object, item: object | undefined): DynaliteError | null | undefined;
}

declare module 'dynalite/validations' {
  import type { Store } from 'dynalite/db';

  /** Throws a DynaliteError; drops unknown parameters from its argument. */
  export function checkTypes(input: object, types: object): Record<string, unknown>;
  /** Throws a DynaliteError; adds the parsed expressions to its argument. */
  export function checkValidations(input: object, types: object, custom: unknown, store: Store): Record<string, unknown>;
}

declare module 'dynalite/validations/*' {
  export const types: object;
  export const custom: unknown;
}

declare module 'dynalite/actions/*' {
  import type { DynaliteError, Store } from 'dynalite/db';

  const action: (store: Store, input: object, callback: (error: DynaliteError | null | undefined, output?: Record<string, unknown>) => void) => void;
  export default action;
}
