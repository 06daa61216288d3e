import { CREDENTIALS, HOST, REGION } from '../../../setting';
import { WorkRequest } from '../../../workload/works';
import { parseRequest } from '../parse-request';
import { modelsOf } from '../targets';

const RETRIES = 1;

/**
 * The same request, as Portkey understands it: it has no routes of its own, each request says where it may go.
 * Source: https://portkey.ai/docs/api-reference/inference-api/config-object
 */
export function portkeyRequest(request: WorkRequest, bedrockPort: number): WorkRequest {
  const parsed = parseRequest(request);
  const [first, fallback] = modelsOf(parsed.route);
  const target = {
    provider: 'bedrock',
    aws_access_key_id: CREDENTIALS.accessKeyId,
    aws_secret_access_key: CREDENTIALS.secretAccessKey,
    aws_session_token: CREDENTIALS.sessionToken,
    aws_region: REGION,
    custom_host: `http://${HOST}:${bedrockPort}`,
    retry: { attempts: RETRIES },
  };
  const withConfig = (targets: readonly object[]) => ({
    ...request.headers, 'x-portkey-config': JSON.stringify({ strategy: { mode: 'fallback' }, targets }),
  });
  // The model of Bedrock's own API is in the path, which Portkey passes on as it is, to whichever target.
  if (parsed.kind === 'bedrock') {
    return { path: `/v1/model/${first}/${parsed.operation}`, headers: withConfig([target, target]), body: request.body };
  }
  return { ...request, headers: withConfig([first, fallback].map((model) => ({ ...target, override_params: { model } }))) };
}
