import { WorkRequest } from '../../../workload/works';
import { parseRequest } from '../parse-request';
import { modelsOf } from '../targets';

/**
 * The same request, as LiteLLM's proxy understands it: Bedrock's own API is below a path of its own.
 * Source: https://docs.litellm.ai/docs/pass_through/bedrock
 */
export function litellmRequest(request: WorkRequest): WorkRequest {
  const parsed = parseRequest(request);
  modelsOf(parsed.route);
  return parsed.kind === 'openai' ? request : { ...request, path: `/bedrock${request.path}` };
}
