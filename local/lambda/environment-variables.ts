import { devNull } from 'node:os';
import type { LambdaFunctionModel } from '../assembly/model';

/** Temporary credentials of the function's role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** All that a handler finds in `process.env`; nothing of the host's environment gets in. */
export function environmentVariables(
  model: LambdaFunctionModel,
  extra: Readonly<Record<string, string>>,
  credentials: RoleCredentials,
  codeDirectory: string,
  logStream: string,
): Record<string, string> {
  return {
    ...model.environmentVariables,
    ...extra,
    _HANDLER: model.handler,
    AWS_REGION: model.region,
    AWS_DEFAULT_REGION: model.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${model.runtime ?? 'nodejs'}`,
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: model.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: codeDirectory,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // The AWS SDK finds the home directory without HOME; the person's own profile must not leak in.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}
