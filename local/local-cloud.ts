import { createIamAuthentication } from './api-gateway/iam-authentication';
import { startRestApi } from './api-gateway/rest-api-server';
import { AssemblyError } from './assembly/assembly-error';
import { Assembly, LambdaFunctionModel } from './assembly/model';
import { readAssembly, ReadAssemblyOptions } from './assembly/read-assembly';
import { startAwsEndpoint } from './aws/endpoint';
import { ObservedCall } from './aws/observed-call';
import { Clock, systemClock } from './clock';
import { createLambda, LambdaFunction } from './lambda/lambda-function';
import { createServices, LocalServices } from './services';
import { createMemorySinks, MemorySinks, MemorySinksOptions } from './sinks/memory-sinks';

export interface LocalCloudOptions {
  /** The directory that `cdk synth` wrote. */
  readonly app: string;
  /** The bundled environment worker of the package. */
  readonly workerFile: string;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /**
   * Port of the first REST API; further ones take the ports after it. 0 takes any free port.
   * @default 0
   */
  readonly port?: number;
  readonly environment?: ReadAssemblyOptions;
  /**
   * Lambda environments of one function that may run at the same time.
   * @default 50
   */
  readonly maxEnvironments?: number;
  /** Makes the simulation repeatable. */
  readonly seed?: number;
  readonly clock?: Clock;
  readonly sinks?: MemorySinksOptions;
  /** Told about every call that reaches an AWS service. */
  readonly onAwsCall?: (call: ObservedCall) => void;
}

export interface RunningApi {
  readonly name: string;
  readonly stack: string;
  /** With the stage, without a slash at its end: what a client takes as its endpoint. */
  readonly url: string;
  /** What the API has and this machine cannot serve. */
  readonly limitations: readonly string[];
}

/** A synthesized app, running. */
export interface LocalCloud extends LocalServices {
  readonly assembly: Assembly;
  readonly apis: readonly RunningApi[];
  readonly functions: readonly LambdaFunction[];
  readonly sinks: MemorySinks;
  /** Where the AWS services of this machine are reached, with credentials that it handed out. */
  readonly awsEndpoint: string;
  /** Ends everything that was started; nothing is left behind. */
  close(): Promise<void>;
}

/** A function's own session is renewed with a new environment; on AWS it lasts this long at most. */
const FUNCTION_SESSION_SECONDS = 12 * 60 * 60;

/**
 * Stands up what a synthesized app needs to answer requests, on this machine.
 * @throws AssemblyError when the directory is no assembly that this can run
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { host = '127.0.0.1', clock = systemClock } = options;
  const assembly = readAssembly(options.app, options.environment);
  if (assembly.restApis.length === 0) {
    throw new AssemblyError(`${assembly.directory} has no REST API, so there is nothing to call: synthesize an app with a ResilientInferenceStack.`);
  }
  const sinks = createMemorySinks(options.sinks);
  const services = await createServices(assembly, { clock, sinks, seed: options.seed });
  const closers: (() => Promise<void>)[] = [() => services.dynamodb.close()];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };

  try {
    const endpoint = await startAwsEndpoint({
      services: [services.bedrock, services.dynamodb, services.sts],
      identities: services.identities,
      authorizer: services.authorizer,
      host,
      clock,
      observe: options.onAwsCall,
    });
    closers.push(() => endpoint.close());

    const functions = assembly.functions.filter(isRunnable).map((model) => createLambda({
      function: model,
      workerFile: options.workerFile,
      maxEnvironments: options.maxEnvironments,
      environmentVariables: {
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: endpoint.url,
        AWS_ENDPOINT_URL_DYNAMODB: endpoint.url,
        AWS_ENDPOINT_URL_STS: endpoint.url,
      },
      credentials: async () => services.identities.issue({
        roleArn: model.roleArn, sessionName: model.name, durationSeconds: FUNCTION_SESSION_SECONDS,
      }),
      sinks,
      clock,
    }));
    closers.push(async () => { await Promise.all(functions.map((lambda) => lambda.close())); });

    const apis: RunningApi[] = [];
    for (const api of assembly.restApis) {
      const running = await startRestApi({
        api,
        invoke: (functionArn, event, invokeOptions) => functionOf(functions, functionArn).invoke(event, invokeOptions),
        authenticate: createIamAuthentication(api, { ...services, clock }),
        host,
        port: options.port ? options.port + apis.length : 0,
        accountId: api.accountId,
        clock,
        sinks,
      });
      closers.push(() => running.close());
      apis.push({ name: api.name, stack: api.stack, url: running.url, limitations: running.limitations });
    }
    return { ...services, assembly, apis, functions, sinks, awsEndpoint: endpoint.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isRunnable(model: LambdaFunctionModel): boolean {
  return model.codeDirectory !== undefined && (model.runtime?.startsWith('nodejs') ?? false);
}

/** An alias or a version is run as the function itself. */
function functionOf(functions: readonly LambdaFunction[], arn: string): LambdaFunction {
  const found = functions.find(({ model }) => arn === model.arn || arn.startsWith(`${model.arn}:`));
  if (!found) throw new Error(`no function of the assembly can be run as ${arn}: only Node.js functions with a code asset can`);
  return found;
}
