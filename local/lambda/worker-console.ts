import { format } from 'node:util';

/** Knows which request the environment is working on, for the log lines. */
export interface RequestInProgress {
  requestId: string | undefined;
}

const levels = { debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', trace: 'TRACE' } as const;

/**
 * Makes console output look as the Node.js runtime makes it look, and sends everything written to
 * stdout and stderr to `send`, one log event each.
 */
export function captureOutput(logFormat: 'Text' | 'JSON', current: RequestInProgress, send: (message: string) => void): void {
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {
      [method]: (...values: unknown[]) => {
        const timestamp = new Date().toISOString();
        const message = format(...values);
        const requestId = current.requestId;
        send(logFormat === 'JSON'
          ? JSON.stringify({ timestamp, level, ...(requestId === undefined ? {} : { requestId }), message })
          : `${timestamp}\t${requestId ?? 'undefined'}\t${level}\t${message}`);
      },
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    let partial = '';
    const flush = () => {
      if (partial !== '') send(partial);
      partial = '';
    };
    Object.assign(stream, {
      write: (chunk: string | Uint8Array, ...rest: unknown[]) => {
        const lines = (partial + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))).split('\n');
        partial = lines.pop() ?? '';
        for (const line of lines) if (line !== '') send(line);
        const callback = rest.find((value): value is () => void => typeof value === 'function');
        if (callback !== undefined) queueMicrotask(callback);
        return true;
      },
    });
    process.on('exit', flush);
  }
}
