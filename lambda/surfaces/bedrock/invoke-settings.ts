import { GatewayError } from '../../core/gateway-error';
import { InvokeSettings } from '../../core/invoke/invoke-body';
import { quoted, unsupportedField } from '../shared/fields';

type Headers = Readonly<Record<string, string>>;

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html#API_runtime_InvokeModel_RequestSyntax */
const HEADER = {
  trace: 'X-Amzn-Bedrock-Trace',
  latency: 'X-Amzn-Bedrock-PerformanceConfig-Latency',
  serviceTier: 'X-Amzn-Bedrock-Service-Tier',
  metadata: 'X-Amzn-Bedrock-Request-Metadata',
} as const;

const VALUES: { readonly [name in 'trace' | 'latency' | 'serviceTier']: readonly string[] } = {
  trace: ['ENABLED', 'DISABLED', 'ENABLED_FULL'],
  latency: ['standard', 'optimized'],
  serviceTier: ['priority', 'default', 'flex', 'reserved'],
};

/** Bedrock would look them up in the operator's account. */
const GUARDRAIL_HEADERS = ['X-Amzn-Bedrock-GuardrailIdentifier', 'X-Amzn-Bedrock-GuardrailVersion'];

/** What the models of this gateway answer with. */
const ACCEPTED = /^\s*(application\/json|application\/\*|\*\/\*)\s*(;.*)?$/i;

/**
 * What a call of InvokeModel says in its headers. Only these reach Bedrock.
 * @throws GatewayError that names the header
 */
export function invokeSettings(headers: Headers, streamed: boolean): InvokeSettings {
  for (const name of GUARDRAIL_HEADERS) {
    if (valueOf(headers, name) !== undefined) throw unsupportedField(name, 'a guardrail cannot be chosen by a caller of this gateway; leave it out');
  }
  requireJson(headers, streamed ? 'X-Amzn-Bedrock-Accept' : 'Accept');
  const trace = oneOf(headers, 'trace');
  const latency = oneOf(headers, 'latency');
  const serviceTier = oneOf(headers, 'serviceTier');
  const metadata = metadataOf(valueOf(headers, HEADER.metadata));
  return {
    ...trace !== undefined && { trace },
    ...latency !== undefined && { latency },
    ...serviceTier !== undefined && { serviceTier },
    ...metadata && { metadata },
  };
}

function requireJson(headers: Headers, name: string): void {
  const accept = valueOf(headers, name);
  if (accept === undefined || accept.split(',').some((type) => ACCEPTED.test(type))) return;
  throw new GatewayError('invalidRequest', `${name}: expected application/json, and received ${quoted(accept)}`, { field: name });
}

function oneOf(headers: Headers, setting: keyof typeof VALUES): string | undefined {
  const value = valueOf(headers, HEADER[setting]);
  if (value === undefined || VALUES[setting].includes(value)) return value;
  const field = HEADER[setting];
  throw new GatewayError('invalidRequest', `${field}: expected one of ${VALUES[setting].join(', ')}, and received ${quoted(value)}`, { field });
}

function metadataOf(header: string | undefined): Readonly<Record<string, string>> | undefined {
  if (header === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(header);
  } catch {
    value = undefined;
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || Object.values(value as object).some((entry) => typeof entry !== 'string')) {
    throw new GatewayError('invalidRequest', `${HEADER.metadata}: expected a JSON object of strings`, { field: HEADER.metadata });
  }
  return value as Readonly<Record<string, string>>;
}

function valueOf(headers: Headers, name: string): string | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(headers, key) ? headers[key] : undefined;
}
