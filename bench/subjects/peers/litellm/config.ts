import { CREDENTIALS, HOST, REGION } from '../../../setting';
import { modelsOf, PEER_ROUTES } from '../targets';

const RETRIES = 1;

/**
 * The routes of the gateway, each with its fallback, as LiteLLM's proxy reads them.
 * Source: https://docs.litellm.ai/docs/proxy/config_settings
 * @returns JSON, which YAML is as well
 */
export function litellmConfig(bedrockPort: number, masterKey: string): string {
  const deployment = (name: string, model: string) => ({
    model_name: name,
    litellm_params: {
      model: `bedrock/${model}`,
      aws_region_name: REGION,
      aws_access_key_id: CREDENTIALS.accessKeyId,
      aws_secret_access_key: CREDENTIALS.secretAccessKey,
      aws_session_token: CREDENTIALS.sessionToken,
      aws_bedrock_runtime_endpoint: `http://${HOST}:${bedrockPort}`,
    },
  });
  const fallbackOf = (route: string) => `${route}-fallback`;
  return JSON.stringify({
    model_list: PEER_ROUTES.flatMap((route) => {
      const [first, fallback] = modelsOf(route);
      return [deployment(route, first), deployment(fallbackOf(route), fallback)];
    }),
    router_settings: { num_retries: RETRIES, fallbacks: PEER_ROUTES.map((route) => ({ [route]: [fallbackOf(route)] })) },
    litellm_settings: { telemetry: false },
    general_settings: { master_key: masterKey },
  });
}
