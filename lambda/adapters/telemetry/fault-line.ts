/** Faults of the gateway itself, by what they interrupted. */
export type FaultKind = 'requestFailed' | 'credentialRefreshFailed' | 'keyLookupFailed' | 'issuerKeysFailed' | 'overridesNotRead';

/**
 * One line about a fault. Of the error only its name, its code and where it happened: a message could quote a request.
 */
export function faultLine(kind: FaultKind, error: unknown, details: Readonly<Record<string, string>> = {}): string {
  const { name, code, stack } = (error instanceof Error ? error : {}) as { readonly name?: string; readonly code?: unknown; readonly stack?: string };
  return JSON.stringify({
    type: 'fault',
    kind,
    ...details,
    error: name ?? typeof error,
    ...(typeof code === 'string' ? { code } : {}),
    at: stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8).map((line) => line.trim()),
  });
}
