import { JsonMembers } from '../../core/invoke/invoke-body';
import { CalledGuardrail } from '../../core/ports';
import { SentRequest } from '../../core/requests/inference-request';

/**
 * What a call has in its body because of its guardrail.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailStreamConfiguration.html and, for
 * InvokeModelWithResponseStream, https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-streaming.html
 */
export function guardrailMembers(kind: SentRequest['kind'], guardrail: CalledGuardrail | undefined, streamed: boolean): JsonMembers | undefined {
  if (!guardrail) return undefined;
  const { identifier, version, streamProcessing, trace } = guardrail;
  if (kind === 'converse') {
    return {
      guardrailConfig: {
        guardrailIdentifier: identifier, guardrailVersion: version, trace, ...streamed && { streamProcessingMode: streamProcessing },
      },
    };
  }
  // Bedrock holds pieces back unless it is told otherwise: the bytes of the caller need not be changed for that.
  return streamed && streamProcessing === 'async' ? { 'amazon-bedrock-guardrailConfig': { streamProcessingMode: 'ASYNCHRONOUS' } } : undefined;
}

/** What InvokeModel has in its headers because of its guardrail. A guardrail decides about the trace, whatever else was asked for. */
export function guardrailHeaders(guardrail: CalledGuardrail | undefined): Readonly<Record<string, string>> {
  if (!guardrail) return {};
  return {
    'x-amzn-bedrock-guardrailidentifier': guardrail.identifier,
    'x-amzn-bedrock-guardrailversion': guardrail.version,
    'x-amzn-bedrock-trace': guardrail.trace.toUpperCase(),
  };
}
