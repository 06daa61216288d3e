import { EnvironmentSetup } from './worker-protocol';

/** The `context` argument of a handler. */
export function createContext(setup: EnvironmentSetup, requestId: string, remainingMillis: number) {
  // The host enforces the limit on its own clock; the handler can only see this machine's.
  const deadline = performance.now() + remainingMillis;
  return {
    awsRequestId: requestId,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMegabytes),
    logGroupName: setup.logGroup,
    logStreamName: setup.logStream,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}
