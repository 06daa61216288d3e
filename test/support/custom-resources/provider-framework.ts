import { dirname, join } from 'node:path';

/** What CloudFormation sends, but for where the answer goes. */
export interface CloudFormationRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

export interface CloudFormationResponse {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/** A resource's own two functions. They get copies of what is sent, as over the wire. */
export interface UserFunctions {
  onEvent(event: never): Promise<unknown>;
  isComplete(event: never): Promise<unknown>;
}

/** What can happen to an invocation of a function: its answer is lost, so that it is invoked again, or it is killed before or after its work. */
export type InvocationFault = 'answerLost' | 'killedBefore' | 'killedAfter';

export interface FrameworkOptions {
  /** Lets the time between two questions pass. */
  readonly wait: (ms: number) => Promise<void>;
  /** Of `Provider`. */
  readonly queryIntervalMs: number;
  /** Of `Provider`. */
  readonly totalTimeoutMs: number;
  /** Asked at every invocation. */
  readonly fault?: (functionName: keyof UserFunctions) => InvocationFault | undefined;
}

interface Runtime {
  onEvent(event: unknown): Promise<void>;
  isComplete(event: unknown): Promise<void>;
  onTimeout(event: unknown): Promise<void>;
}

interface Outbound {
  invokeFunction(request: { readonly FunctionName: string; readonly Payload: string }): Promise<unknown>;
  startExecution(request: { readonly input: string }): Promise<unknown>;
  httpRequest(options: unknown, body: string): Promise<void>;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const MAXIMUM_RESPONSE_BYTES = 4096;
const RUNTIME = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resources/lib/provider-framework/runtime');

/** Answers requests of CloudFormation with the very code of CDK's provider framework: only Lambda, Step Functions and the network are played. */
export function createProviderFramework(functions: UserFunctions, options: FrameworkOptions) {
  const { outbound, runtime } = loadRuntime();
  return { handle };

  async function handle(request: CloudFormationRequest): Promise<CloudFormationResponse> {
    let response: CloudFormationResponse | undefined;
    let execution: string | undefined;
    outbound.invokeFunction = async ({ FunctionName, Payload }) => {
      const name = FunctionName as keyof UserFunctions;
      const fault = options.fault?.(name);
      if (fault === 'killedBefore') return killed();
      if (fault === 'answerLost') await invoke(name, Payload);
      const answer = await invoke(name, Payload);
      return fault === 'killedAfter' ? killed() : answer;
    };
    outbound.startExecution = async ({ input }) => { execution = input; };
    outbound.httpRequest = async (_options, body) => {
      if (response) throw new Error('CloudFormation was answered twice');
      if (Buffer.byteLength(body) > MAXIMUM_RESPONSE_BYTES) throw new Error(`Response object is too long: ${Buffer.byteLength(body)} bytes`);
      response = JSON.parse(body) as CloudFormationResponse;
    };

    await runtime.onEvent(copy({ ...request, ResponseURL: 'https://cloudformation.example/response' }));
    if (execution !== undefined) await runWaiter(JSON.parse(execution));
    if (!response) throw new Error('CloudFormation got no answer');
    return response;
  }

  /** What the state machine does: asks, waits, asks again, and in the end says that the time is over. */
  async function runWaiter(input: unknown): Promise<void> {
    const retries = options.totalTimeoutMs / options.queryIntervalMs;
    let last: Error | undefined;
    for (let attempt = 0; attempt <= retries; attempt++) {
      if (attempt > 0) await options.wait(options.queryIntervalMs);
      try {
        return await runtime.isComplete(copy(input));
      } catch (error) {
        last = error as Error;
      }
    }
    await runtime.onTimeout({ Cause: JSON.stringify({ errorMessage: last?.message }) });
  }

  async function invoke(name: keyof UserFunctions, payload: string): Promise<unknown> {
    try {
      return { Payload: JSON.stringify(await functions[name](JSON.parse(payload) as never) ?? null) };
    } catch (error) {
      const { name: errorType, message: errorMessage, stack = '' } = error as Error;
      return { FunctionError: 'Unhandled', Payload: JSON.stringify({ errorType, errorMessage, trace: stack.split('\n') }) };
    }
  }
}

function killed() {
  return { FunctionError: 'Unhandled', Payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: 'RequestId: 1 Error: Runtime exited with error: signal: killed' }) };
}

function loadRuntime(): { outbound: Outbound; runtime: Runtime } {
  Object.assign(process.env, { USER_ON_EVENT_FUNCTION_ARN: 'onEvent', USER_IS_COMPLETE_FUNCTION_ARN: 'isComplete', WAITER_STATE_MACHINE_ARN: 'waiter' });
  // Part of the Lambda runtime, and never called here.
  jest.doMock('@aws-sdk/client-lambda', () => ({}), { virtual: true });
  jest.doMock('@aws-sdk/client-sfn', () => ({}), { virtual: true });
  jest.doMock(join(RUNTIME, 'util'), () => ({ ...jest.requireActual<object>(join(RUNTIME, 'util')), log: () => undefined }));
  return { outbound: jest.requireActual(join(RUNTIME, 'outbound')), runtime: jest.requireActual(join(RUNTIME, 'framework')) };
}

function copy<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
