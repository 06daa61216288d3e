import {
  BedrockClient, DeleteModelInvocationLoggingConfigurationCommand as DeleteCommand, GetModelInvocationLoggingConfigurationCommand as GetCommand,
  PutModelInvocationLoggingConfigurationCommand as PutCommand,
} from '@aws-sdk/client-bedrock';
import { ControlError, FailureKind, LoggingControl } from './logging-control';
import { LoggingConfiguration } from '../../../src/contract/invocation-logging';

const CALL_TIMEOUT_MS = 10_000;

/** Role, policies and bucket policies are made seconds before; Bedrock tries them when the setting is put. */
const ABOUT_PERMISSIONS = /permission|assume|role|polic/i;

export function bedrockLoggingControl(client: BedrockClient): LoggingControl {
  // The client would wait for a silent peer for as long as the connection stands.
  const call = <Output>(send: (options: { abortSignal: AbortSignal }) => Promise<Output>): Promise<Output> =>
    send({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) }).catch((error: unknown) => {
      throw controlError(error);
    });
  return {
    async read() {
      const { loggingConfig } = await call((options) => client.send(new GetCommand({}), options));
      return loggingConfig as LoggingConfiguration | undefined;
    },
    async write(loggingConfig) {
      await call((options) => client.send(new PutCommand({ loggingConfig }), options));
    },
    async remove() {
      await call((options) => client.send(new DeleteCommand({}), options));
    },
  };
}

/** The documented errors: AccessDenied (403), Validation (400), Throttling (429), InternalServer (500). Whatever has no status got no answer. */
function controlError(error: unknown): ControlError {
  const { name = 'Error', message = String(error), $metadata } = error as Partial<Error> & { readonly $metadata?: { readonly httpStatusCode?: number } };
  return new ControlError(kindOf($metadata?.httpStatusCode, message), name, message);
}

function kindOf(status: number | undefined, message: string): FailureKind {
  if (status === undefined || status === 429 || status >= 500) return 'passing';
  if (status === 403) return 'settling';
  return status === 400 && ABOUT_PERMISSIONS.test(message) ? 'settling' : 'final';
}
