import { createLocalJWKSet, JSONWebKeySet } from 'jose';
import { fetchJson } from './fetch-json';
import { JwtOptions, requireHttps } from './jwt-options';

/** The public keys of an issuer at one time; the same object for as long as they are the same keys. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

export interface IssuerKeys {
  /** Undefined when they cannot be fetched and none are remembered. */
  current(): Promise<KeySet | undefined>;
  /** For a key that is not in `seen`: fetched again, unless that was done a moment ago. */
  newerThan(seen: KeySet): Promise<KeySet>;
}

/** For how long keys are taken as they are: so long does one that was withdrawn count. */
const FRESH_MS = 10 * 60_000;

/** How old keys may be while the issuer does not answer. */
const MAX_STALE_MS = 24 * 60 * 60_000;

/** How often the issuer is asked at most, whatever tokens come and whatever it answers: when keys are remembered, and when none are. */
const PAUSE_MS = { withKeys: 30_000, without: 5_000 };

/** The issuer's keys, fetched from where the operator has said: no token has a say in it. Requests at the same time share one fetch. */
export function createIssuerKeys(options: Pick<JwtOptions, 'issuer' | 'jwksUri' | 'fetch' | 'clock' | 'onIssuerFailure'>): IssuerKeys {
  const { issuer, jwksUri, fetch, clock, onIssuerFailure } = options;
  let remembered: { readonly keys: KeySet; readonly json: string; readonly fetchedAt: number } | undefined;
  let discovered: string | undefined;
  let askedAt = -Infinity;
  let pending: Promise<void> | undefined;

  const discover = async (): Promise<string> => {
    const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, fetch, clock);
    const { issuer: named, jwks_uri: uri } = (document ?? {}) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
    if (named !== issuer) throw new Error('the discovery document is of another issuer');
    return requireHttps('jwks_uri of the discovery document', uri).href;
  };

  const refresh = async (): Promise<void> => {
    const fetchedAt = clock.now();
    askedAt = fetchedAt;
    try {
      const uri = jwksUri ?? (discovered ??= await discover());
      const set = await fetchJson(uri, fetch, clock);
      const json = JSON.stringify(set);
      remembered = { keys: json === remembered?.json ? remembered.keys : createLocalJWKSet(set as JSONWebKeySet), json, fetchedAt };
    } catch (error) {
      // They may have moved.
      discovered = undefined;
      onIssuerFailure?.(error);
    }
  };

  const refreshUnlessJustDone = async (): Promise<void> => {
    if (!pending && clock.now() - askedAt < (remembered ? PAUSE_MS.withKeys : PAUSE_MS.without)) return;
    pending ??= refresh().finally(() => { pending = undefined; });
    await pending;
  };

  const notOlderThan = (ms: number) => (remembered && clock.now() - remembered.fetchedAt < ms ? remembered.keys : undefined);

  return {
    async current() {
      const fresh = notOlderThan(FRESH_MS);
      if (fresh) return fresh;
      await refreshUnlessJustDone();
      return notOlderThan(MAX_STALE_MS);
    },

    async newerThan(seen) {
      if (remembered?.keys === seen) await refreshUnlessJustDone();
      return remembered?.keys ?? seen;
    },
  };
}
