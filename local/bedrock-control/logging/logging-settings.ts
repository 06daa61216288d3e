import { LoggingConfiguration } from '../../../src/contract/invocation-logging';

/** Model invocation logging of every account and Region: one setting each. */
export interface LoggingSettings {
  get(account: string, region: string): LoggingConfiguration | undefined;
  set(account: string, region: string, configuration: LoggingConfiguration): void;
  /** @returns whether there was one */
  delete(account: string, region: string): boolean;
}

export function createLoggingSettings(): LoggingSettings {
  const settings = new Map<string, LoggingConfiguration>();
  const key = (account: string, region: string) => `${account} ${region}`;
  return {
    get: (account, region) => settings.get(key(account, region)),
    set: (account, region, configuration) => void settings.set(key(account, region), configuration),
    delete: (account, region) => settings.delete(key(account, region)),
  };
}
