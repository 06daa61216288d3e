import { HOST, MODEL_ID, NOVA_ROUTE, ROUTE, SECOND_MODEL_ID, THROTTLED_MODEL, THROTTLED_ROUTE } from '../../../../bench/setting';
import { litellmConfig } from '../../../../bench/subjects/peers/litellm/config';
import { litellmRequest } from '../../../../bench/subjects/peers/litellm/request';
import { portkeyRequest } from '../../../../bench/subjects/peers/portkey/request';
import { PEER_ROUTES } from '../../../../bench/subjects/peers/targets';
import { Work, WORKS } from '../../../../bench/workload/works';

const PORT = 4711;

function work(name: string): Work {
  return WORKS.find((candidate) => candidate.name === name)!;
}

interface PortkeyConfig {
  readonly strategy: { readonly mode: string };
  readonly targets: readonly {
    readonly custom_host: string;
    readonly retry: { readonly attempts: number };
    readonly override_params?: { readonly model: string };
  }[];
}

function configOf(name: string): PortkeyConfig {
  return JSON.parse(portkeyRequest(work(name), PORT).headers!['x-portkey-config']!) as PortkeyConfig;
}

describe('a request to Portkey', () => {
  test.each(['converse-10', 'chat-completions-10', 'throttled'])('for %s may go to two targets at the mock upstream, each with one retry', (name) => {
    const { strategy, targets } = configOf(name);
    expect(strategy).toEqual({ mode: 'fallback' });
    expect(targets.map(({ custom_host, retry }) => [custom_host, retry.attempts])).toEqual([[`http://${HOST}:${PORT}`, 1], [`http://${HOST}:${PORT}`, 1]]);
  });

  test('names the models of the route in OpenAI\'s form', () => {
    expect(configOf('chat-completions-10').targets.map(({ override_params }) => override_params?.model)).toEqual([MODEL_ID, SECOND_MODEL_ID]);
    expect(configOf('throttled').targets.map(({ override_params }) => override_params?.model)).toEqual([THROTTLED_MODEL, MODEL_ID]);
  });

  test('has the model in the path in Bedrock\'s own form, and the body of the work', () => {
    expect(portkeyRequest(work('converse-10'), PORT)).toMatchObject({ path: `/v1/model/${MODEL_ID}/converse`, body: work('converse-10').body });
    expect(portkeyRequest(work('converse-stream-1x20'), PORT).path).toBe(`/v1/model/${MODEL_ID}/converse-stream`);
  });
});

describe('a request to LiteLLM', () => {
  test('is that of the work in OpenAI\'s form', () => {
    expect(litellmRequest(work('throttled'))).toBe(work('throttled'));
  });

  test('goes below a path of its own in Bedrock\'s form', () => {
    expect(litellmRequest(work('converse-10'))).toMatchObject({ path: `/bedrock/model/${ROUTE}/converse`, body: work('converse-10').body });
  });
});

describe.each([['Portkey', (asked: Work) => portkeyRequest(asked, PORT)], ['LiteLLM', litellmRequest]])('%s', (_, ask) => {
  test.each(WORKS.map(({ name }) => name))('can be asked for %s', (name) => {
    expect(() => ask(work(name))).not.toThrow();
  });

  test('cannot be asked for a route that only the gateway has', () => {
    expect(() => ask({ ...work('converse-1'), path: `/model/${NOVA_ROUTE}/converse` }))
      .toThrow(`no peer has the route "${NOVA_ROUTE}": expected one of ${PEER_ROUTES.join(', ')}`);
  });

  test('cannot be asked for what names no model', () => {
    expect(() => ask({ ...work('chat-completions-10'), body: Buffer.from('{}') })).toThrow('the request to /v1/chat/completions names no model');
  });
});

describe('the configuration of LiteLLM', () => {
  const config = JSON.parse(litellmConfig(PORT, 'key')) as {
    readonly model_list: readonly {
      readonly model_name: string;
      readonly litellm_params: { readonly model: string; readonly aws_bedrock_runtime_endpoint: string };
    }[];
    readonly router_settings: { readonly num_retries: number; readonly fallbacks: readonly Record<string, readonly string[]>[] };
  };
  const modelOf = (name: string) => config.model_list.find(({ model_name }) => model_name === name)?.litellm_params.model;

  test('leads from a failing first model to one that answers', () => {
    const [fallback] = config.router_settings.fallbacks.find((each) => THROTTLED_ROUTE in each)![THROTTLED_ROUTE]!;
    expect([modelOf(THROTTLED_ROUTE), modelOf(fallback!)]).toEqual([`bedrock/${THROTTLED_MODEL}`, `bedrock/${MODEL_ID}`]);
  });

  test('has one retry, and every model at the mock upstream', () => {
    expect(config.router_settings.num_retries).toBe(1);
    expect(new Set(config.model_list.map(({ litellm_params }) => litellm_params.aws_bedrock_runtime_endpoint))).toEqual(new Set([`http://${HOST}:${PORT}`]));
  });
});
