import { fork } from 'node:child_process';
import { FromChild, Question } from './protocol';

export interface ChildOptions {
  /** For messages to a person. */
  readonly name: string;
  /** Plain JavaScript. */
  readonly file: string;
  readonly settings: unknown;
  /** Nothing of the parent's environment is added. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where its standard output goes, as a file that is open. Absent: nowhere, as cheaply as a log stream of Lambda takes it. */
  readonly output?: number;
  /** Where what it writes to its error output goes. Absent: it is shown. */
  readonly errors?: 'ignore';
  /** The only cores it may run on. Absent: any. */
  readonly cores?: readonly number[];
}

/** A process of the benchmark. */
export interface Child<Ready> {
  readonly ready: Ready;
  /** Rejects when the process fails to answer or ends. @param about plain data */
  ask<Answer>(question: string, about?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/** A process did not start, ended or could not answer; what it wrote to its error output is shown already. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure';
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Resolves when the process has said that it is ready. */
export async function startChild<Ready>({ name, file, settings, environment, output, errors, cores }: ChildOptions): Promise<Child<Ready>> {
  const child = fork(file, [JSON.stringify(settings)], {
    env: { ...environment },
    stdio: ['ignore', output ?? 'ignore', errors ?? 'inherit', 'ipc'],
    ...(cores === undefined ? { execArgv: [] } : { execPath: 'taskset', execArgv: ['--cpu-list', cores.join(','), process.execPath] }),
  });
  const waiting = new Map<number, Waiting>();
  let questions = 0;
  let ended = false;

  const exited = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      ended = true;
      for (const { reject } of waiting.values()) reject(new ChildFailure(`the process "${name}" ended: ${reason}`));
      waiting.clear();
      resolve();
    };
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    child.once('error', (error) => end(error.message));
  });

  const hear = (id: number) => new Promise<unknown>((resolve, reject) => {
    if (ended) return reject(new ChildFailure(`the process "${name}" has ended`));
    waiting.set(id, { resolve, reject });
  });
  const settle = (id: number): Waiting | undefined => {
    const asker = waiting.get(id);
    waiting.delete(id);
    return asker;
  };
  child.on('message', (message: FromChild) => {
    if (message.kind === 'ready') settle(0)?.resolve(message.value);
    else if (message.kind === 'answer') settle(message.id)?.resolve(message.value);
    else settle(message.id)?.reject(new ChildFailure(`the process "${name}" failed: ${message.message}`));
  });

  return {
    ready: await hear(0) as Ready,
    ask: async <Answer>(question: string, about?: unknown) => {
      const id = ++questions;
      const answer = hear(id);
      if (!ended) child.send({ id, question, about } satisfies Question);
      return await answer as Answer;
    },
    stop: () => {
      if (child.connected) child.disconnect();
      return exited;
    },
  };
}
