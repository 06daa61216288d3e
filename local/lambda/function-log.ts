import type { LambdaFunctionModel } from '../assembly/model';
import { Clock } from '../clock';
import { InvocationReport } from './invocation';
import { parseEmbeddedMetrics } from '../sinks/embedded-metrics';
import { Sinks } from '../sinks/sinks';

/** Writes what CloudWatch would hold about a function: its log streams, its embedded metrics and Lambda's own metrics. */
export interface FunctionLog {
  /** One event in a log stream; embedded metrics in it are published. */
  write(logStream: string, message: string): void;
  started(logStream: string, requestId: string): void;
  finished(logStream: string, report: InvocationReport, heapBytes: number): void;
  throttled(): void;
}

export function createFunctionLog(model: LambdaFunctionModel, sinks: Sinks, clock: Clock): FunctionLog {
  const { name, logGroup, memoryMegabytes, logFormat } = model;
  const platform = (logStream: string, text: string, type: string, record: Readonly<Record<string, unknown>>) => sinks.log({
    timestamp: clock.now(),
    logGroup,
    logStream,
    message: logFormat === 'JSON' ? JSON.stringify({ time: new Date(clock.now()).toISOString(), type, record }) : text,
  });
  const metric = (metricName: string, unit: string, value: number) => sinks.metric({
    timestamp: clock.now(), namespace: 'AWS/Lambda', name: metricName, unit, value, dimensions: { FunctionName: name },
  });
  return {
    write: (logStream, message) => {
      sinks.log({ timestamp: clock.now(), logGroup, logStream, message });
      for (const datum of parseEmbeddedMetrics(message)) sinks.metric(datum);
    },
    started: (logStream, requestId) =>
      platform(logStream, `START RequestId: ${requestId} Version: $LATEST`, 'platform.start', { requestId, version: '$LATEST' }),
    finished: (logStream, report, heapBytes) => {
      const { requestId, durationMillis, initMillis, error } = report;
      const duration = durationMillis.toFixed(2);
      const billed = Math.ceil(durationMillis + (initMillis ?? 0));
      const used = Math.ceil(heapBytes / 1024 / 1024);
      if (error?.errorType === 'Sandbox.Timedout' || error?.errorType === 'Runtime.ExitError') {
        const text = error.errorType === 'Sandbox.Timedout'
          ? `${new Date(clock.now()).toISOString()} ${requestId} ${error.errorMessage.replace(/^.*Error: /, '')}`
          : `RequestId: ${requestId} Error: ${error.errorMessage}\n${error.errorType}`;
        sinks.log({ timestamp: clock.now(), logGroup, logStream, message: text });
      }
      platform(logStream, `END RequestId: ${requestId}`, 'platform.runtimeDone', { requestId, status: error === undefined ? 'success' : 'error' });
      platform(
        logStream,
        `REPORT RequestId: ${requestId}\tDuration: ${duration} ms\tBilled Duration: ${billed} ms\tMemory Size: ${memoryMegabytes} MB\tMax Memory Used: ${used} MB`
          + (initMillis === undefined ? '' : `\tInit Duration: ${initMillis.toFixed(2)} ms`),
        'platform.report',
        { requestId, metrics: { durationMs: Number(duration), billedDurationMs: billed, memorySizeMB: memoryMegabytes, maxMemoryUsedMB: used } },
      );
      metric('Invocations', 'Count', 1);
      metric('Errors', 'Count', error === undefined ? 0 : 1);
      metric('Duration', 'Milliseconds', durationMillis);
    },
    throttled: () => metric('Throttles', 'Count', 1),
  };
}
