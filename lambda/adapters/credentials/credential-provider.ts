import { assumeRole } from './assume-role';
import { TemporaryCredentials } from './sts-answer';
import { Clock } from '../../core/ports';
import { AwsTransport } from '../aws/aws-transport';
import { AssumableRole, AwsCredentials, CredentialSource } from '../aws/credentials';

export interface CredentialProviderOptions {
  /** The function's own credentials: used for targets without a role, and to assume the others. */
  readonly own: AwsCredentials;
  /** Must sign with the function's own credentials. */
  readonly transport: AwsTransport;
  /** The gateway's own Region, whose STS is asked. */
  readonly region: string;
  readonly clock: Clock;
  /** Credentials could not be renewed ahead of time. The old ones stay in use while they are valid. */
  readonly onRefreshFailure: (role: AssumableRole, error: unknown) => void;
}

/** A source of credentials that can be told that some are no good any more. */
export type CredentialProvider = CredentialSource & {
  /** A service has refused the role's credentials, though they should still be valid: the next call gets new ones. */
  forget(role: AssumableRole | undefined): void;
};

/** With less than this left, new credentials are fetched while the old ones stay in use. */
const REFRESH_AHEAD_MS = 5 * 60_000;

/** With less than this left, credentials are not used any more: they could end on the way. */
const EXPIRY_MARGIN_MS = 10_000;

/** How long to wait after a failed renewal before the next one, while the old credentials are valid. */
const REFRESH_PAUSE_MS = 10_000;

interface Entry {
  current?: TemporaryCredentials;
  pending?: Promise<TemporaryCredentials>;
  noRefreshBefore: number;
}

/**
 * Credentials of roles in other accounts, fetched once for all who wait for them, and renewed ahead of their end.
 * Rejects with what `assumeRole` throws when there are no valid ones and STS gives none.
 */
export function createCredentialProvider(options: CredentialProviderOptions): CredentialProvider {
  const { clock } = options;
  const entries = new Map<string, Entry>();

  const fetch = (entry: Entry, role: AssumableRole): Promise<TemporaryCredentials> => {
    entry.pending ??= assumeRole(options.transport, options.region, role)
      .then((fetched) => entry.current = fetched)
      .finally(() => { entry.pending = undefined; });
    return entry.pending;
  };

  const refreshInBackground = (entry: Entry, role: AssumableRole): void => {
    if (entry.pending || clock.now() < entry.noRefreshBefore) return;
    fetch(entry, role).catch((error: unknown) => {
      entry.noRefreshBefore = clock.now() + REFRESH_PAUSE_MS;
      options.onRefreshFailure(role, error);
    });
  };

  const nameOf = (role: AssumableRole) => JSON.stringify([role.arn, role.externalId]);

  const source: CredentialSource = (role) => {
    if (!role) return options.own;
    const name = nameOf(role);
    let entry = entries.get(name);
    if (!entry) entries.set(name, entry = { noRefreshBefore: 0 });

    const left = (entry.current?.expiresAt ?? 0) - clock.now();
    if (!entry.current || left <= EXPIRY_MARGIN_MS) return fetch(entry, role).then(({ credentials }) => credentials);
    if (left < REFRESH_AHEAD_MS) refreshInBackground(entry, role);
    return entry.current.credentials;
  };
  return Object.assign(source, {
    forget(role: AssumableRole | undefined) {
      const entry = role && entries.get(nameOf(role));
      if (entry) entry.current = undefined;
    },
  });
}
