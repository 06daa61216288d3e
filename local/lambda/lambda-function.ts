import { randomBytes, randomUUID } from 'node:crypto';
import type { LambdaFunctionModel } from '../assembly/model';
import { Clock } from '../clock';
import { codeDirectoryOf } from './code-directory';
import { createEnvironment, Environment } from './environment';
import { environmentVariables, RoleCredentials } from './environment-variables';
import { createFunctionLog } from './function-log';
import { Invocation, InvokeOptions, LambdaServiceError } from './invocation';
import { runInvocation } from './run-invocation';
import { createStartGate } from './start-gate';
import { Sinks } from '../sinks/sinks';

/** Lambda's limit for the event of a synchronous invocation, in bytes of JSON. */
export const MAX_EVENT_BYTES = 6_291_556;

export interface CreateLambdaOptions {
  readonly function: LambdaFunctionModel;
  /** Added to the template's variables: the endpoints of the local services. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Asked for at the start of each environment. */
  readonly credentials: () => Promise<RoleCredentials>;
  /** The bundled `environment-worker.ts`. */
  readonly workerFile: string;
  /**
   * Environments at the same time; the function's reserved concurrency lowers it.
   * @default 50
   */
  readonly maxEnvironments?: number;
  readonly sinks: Sinks;
  readonly clock: Clock;
}

/** An environment as an operator sees it. */
export interface EnvironmentStatus {
  readonly id: string;
  readonly logStream: string;
  readonly state: 'starting' | 'busy' | 'idle';
  readonly requestId?: string;
  /** Bytes of memory that it holds at present, garbage not counted. */
  readonly heldBytes: () => Promise<number>;
  /** Ends it at once, in the middle of a request too: that fails with `Runtime.ExitError`. */
  readonly kill: () => Promise<void>;
}

export interface LambdaFunction {
  readonly model: LambdaFunctionModel;
  /**
   * Resolves when the invocation is admitted; what the function does is in the result.
   * @throws LambdaServiceError when there is no room or the event is too large
   */
  invoke(event: unknown, options?: InvokeOptions): Promise<Invocation>;
  environments(): readonly EnvironmentStatus[];
  /**
   * Makes the clocks of the environments wrong: that of the first by the first number of milliseconds, and so on in
   * turn, those that start later included. Without a number all are right.
   */
  setClocks(...offsetsMillis: readonly number[]): void;
  close(): Promise<void>;
}

/** An environment in the pool. */
export interface Slot {
  readonly id: string;
  readonly logStream: string;
  readonly startedAt: number;
  /** Counts the starts. */
  readonly number: number;
  state: 'starting' | 'busy' | 'idle';
  requestId?: string;
  /** Credentials and thread, once there are credentials. */
  environment?: Environment;
  expiresAt: number;
}

/** Bytes that may be on their way from a handler to a slow reader. */
const CREDIT_BYTES = 1024 * 1024;

/** Runs a deployed bundle, unmodified, in as many environments as there are concurrent requests. */
export function createLambda(options: CreateLambdaOptions): LambdaFunction {
  const { function: model, clock, sinks } = options;
  const code = codeDirectoryOf(model);
  const log = createFunctionLog(model, sinks, clock);
  const limit = Math.min(options.maxEnvironments ?? 50, model.reservedConcurrency ?? Infinity);
  // In order of use: the last one was used most recently.
  const slots: Slot[] = [];
  const startGate = createStartGate();
  let started = 0;
  let clockOffsets: readonly number[] = [];
  let closed = false;

  function remove(slot: Slot): void {
    const index = slots.indexOf(slot);
    if (index >= 0) slots.splice(index, 1);
  }

  async function kill(slot: Slot): Promise<void> {
    remove(slot);
    await slot.environment?.kill();
  }

  /** Credentials cannot be renewed inside an environment, so one that may outlive them is replaced. */
  function isFresh(slot: Slot): boolean {
    return slot.expiresAt - clock.now() > model.timeoutSeconds * 1000;
  }

  function takeIdle(): Slot | undefined {
    for (const slot of slots.filter(({ state }) => state === 'idle').reverse()) {
      if (isFresh(slot)) return slot;
      void kill(slot);
    }
    return undefined;
  }

  function clockOffsetOf({ number }: Slot): number {
    return clockOffsets[number % clockOffsets.length] ?? 0;
  }

  async function open(slot: Slot): Promise<Environment> {
    const credentials = await options.credentials().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LambdaServiceError('ServiceException', 500, `The role defined for the function cannot be assumed by Lambda: ${reason}`);
    });
    slot.expiresAt = credentials.expiration.getTime();
    const leaveGate = await startGate.enter();
    if (!slots.includes(slot)) {
      leaveGate();
      throw closing(model.name);
    }
    slot.environment = createEnvironment({
      id: slot.id,
      workerFile: options.workerFile,
      setup: {
        codeDirectory: code.path,
        handler: model.handler,
        functionName: model.name,
        functionArn: model.arn,
        memoryMegabytes: model.memoryMegabytes,
        logGroup: model.logGroup,
        logStream: slot.logStream,
        logFormat: model.logFormat,
        creditBytes: CREDIT_BYTES,
        clockOffsetMillis: clockOffsetOf(slot),
      },
      variables: environmentVariables(model, options.environmentVariables ?? {}, credentials, code.path, slot.logStream),
      onLog: (message) => log.write(slot.logStream, message),
      onIdle: () => {
        slot.requestId = undefined;
        slot.state = 'idle';
      },
      onEnded: () => remove(slot),
    });
    slot.environment.ready.then(leaveGate, leaveGate);
    return slot.environment;
  }

  function createSlot(): Slot {
    const day = new Date(clock.now()).toISOString().slice(0, 10).replace(/-/g, '/');
    const logStream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    return { id: randomUUID(), logStream, startedAt: clock.now(), number: started++, state: 'starting', expiresAt: Infinity };
  }

  async function acquire(): Promise<{ slot: Slot; cold: boolean }> {
    const idle = takeIdle();
    if (idle !== undefined) {
      idle.state = 'busy';
      remove(idle);
      slots.push(idle);
      return { slot: idle, cold: false };
    }
    if (slots.length >= limit) {
      log.throttled();
      throw new LambdaServiceError('TooManyRequestsException', 429, `Rate Exceeded. Function ${model.name} has ${slots.length} of ${limit} environments in use.`);
    }
    const slot = createSlot();
    slots.push(slot);
    try {
      await open(slot);
    } catch (error) {
      remove(slot);
      throw error;
    }
    return { slot, cold: true };
  }

  return {
    model,
    invoke: async (event, { signal } = {}) => {
      if (closed) throw closing(model.name);
      const payload = JSON.stringify(event ?? null);
      const bytes = Buffer.byteLength(payload);
      if (bytes > MAX_EVENT_BYTES) {
        throw new LambdaServiceError('RequestTooLargeException', 413, `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${MAX_EVENT_BYTES} bytes)`);
      }
      const { slot, cold } = await acquire();
      return runInvocation({ slot, cold, payload, model, clock, log, ...(signal === undefined ? {} : { signal }) });
    },
    environments: () => slots.map((slot) => ({
      id: slot.id,
      logStream: slot.logStream,
      state: slot.state,
      ...(slot.requestId === undefined ? {} : { requestId: slot.requestId }),
      heldBytes: async () => slot.environment?.heldBytes() ?? 0,
      kill: () => kill(slot),
    })),
    setClocks: (...offsetsMillis) => {
      clockOffsets = offsetsMillis;
      for (const slot of slots) slot.environment?.setClock(clockOffsetOf(slot));
    },
    close: async () => {
      closed = true;
      await Promise.all([...slots].map(kill));
      code.remove();
    },
  };
}

function closing(name: string): LambdaServiceError {
  return new LambdaServiceError('ServiceException', 500, `Function ${name} is being shut down.`);
}
