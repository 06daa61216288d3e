import { GatewayError } from '../../core/gateway-error';
import { quoted } from '../shared/fields';

/** Of the wire format. What is newer comes as a beta. Source: https://platform.claude.com/docs/en/api/versioning */
export type ApiVersion = '2023-06-01' | '2026-10-21';

const VERSIONS: readonly ApiVersion[] = ['2023-06-01', '2026-10-21'];

const HEADER = 'anthropic-version';

/** Tells clients of Anthropic's API from those of OpenAI's where both have the same path. */
export function hasVersion(headers: Readonly<Record<string, string>>): boolean {
  return headers[HEADER] !== undefined;
}

/** Required, as in Anthropic's own API. @throws GatewayError */
export function requireVersion(headers: Readonly<Record<string, string>>): ApiVersion {
  const given = headers[HEADER];
  const version = VERSIONS.find((known) => known === given);
  if (version !== undefined) return version;
  const received = given === undefined ? 'no such header' : quoted(given);
  throw new GatewayError('invalidRequest', `${HEADER}: expected ${VERSIONS.map(quoted).join(' or ')}, received ${received}`, { field: HEADER });
}
