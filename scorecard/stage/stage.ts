import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import OpenAI from 'openai';
import { Ask } from './ask';
import { askAwsSdk } from './aws-caller';
import { createBedrockItself } from './bedrock-itself';
import { Heard } from './heard';
import { askOpenAi } from './openai-caller';
import { placeWitness, Witness } from './witness';
import { createKeyStore } from '../../cli/keys/key-store';
import { Item } from '../../lambda/adapters/dynamodb/attribute-value';
import { parseLedgerItem } from '../../lambda/adapters/dynamodb/ledger-attributes';
import { LocalCloud } from '../../local/local-cloud';
import { tenantLedgerKey } from '../../src/contract/table';
import { CallerView, CanonicalAnswer } from '../judge/views';

/** Where a scenario plays: a running gateway, official clients, and a witness in front of Bedrock. */
export interface Stage {
  readonly cloud: LocalCloud;
  readonly witness: Witness;
  /** One request. Never rejects: whatever happens is in the view. */
  ask(ask: Ask): Promise<CallerView>;
  /** The one request of the scenario that is playing; fields may be changed. */
  askAgain(changes?: Partial<Ask>): Promise<CallerView>;
  /** What a model itself answers to a request while nothing is wrong: what the caller should get. */
  answerOf(model: string, ask: Ask): Promise<CanonicalAnswer>;
  /** Sets what `askAgain` asks. */
  setQuestion(ask: Ask): void;
  /** The parsed decision records of a tenant, oldest first, each with the log stream of its `container`. */
  decisions(tenant: string): readonly Readonly<Record<string, unknown>>[];
  /** Quota tokens that the table holds against a tenant. */
  chargedTokens(tenant: string): Promise<number>;
  /** Ends every container, so that nothing is known that was learned before. */
  restart(): Promise<void>;
  /** Makes the clocks of the containers wrong by so many milliseconds, in turn. */
  setClocks(...offsetsMs: readonly number[]): void;
  /** Replaces containers whose clocks are wrong: what they remember is from another time. */
  resetClocks(): Promise<void>;
  /** Waits until no container is at work. */
  idle(): Promise<void>;
  /** Ends every fault. */
  clearFaults(): void;
  /** Forgets everything that was seen. */
  forget(): void;
  close(): Promise<void>;
}

export async function setStage(cloud: LocalCloud, tenants: readonly string[], patienceMs: number): Promise<Stage> {
  const [api] = cloud.apis;
  const [table] = cloud.assembly.tables;
  if (!api || !table) throw new Error('the app has no API or no table');
  const keyStore = createKeyStore(cloud.dynamodb.executeDirect, table.name);
  const openAi = new Map<string, OpenAI>();
  const awsSdk = new Map<string, BedrockRuntimeClient>();
  for (const tenant of tenants) {
    const { key } = await keyStore.create(tenant);
    openAi.set(tenant, new OpenAI({ baseURL: `${api.url}/v1`, apiKey: key, maxRetries: 0 }));
    awsSdk.set(tenant, new BedrockRuntimeClient({
      endpoint: api.url, region: 'us-east-1', token: { token: key }, authSchemePreference: ['httpBearerAuth'], maxAttempts: 1,
    }));
  }
  const witness = placeWitness(cloud.bedrock);
  const bedrockItself = createBedrockItself(cloud);
  let question: Ask | undefined;

  const ask = async (asked: Ask): Promise<CallerView> => {
    const heard = new Heard();
    const hangUp = new AbortController();
    let ended: 'hung' | 'left' | undefined;
    const end = (how: 'hung' | 'left') => () => {
      ended ??= how;
      hangUp.abort();
    };
    const timer = setTimeout(end('hung'), patienceMs);
    asked.leave?.addEventListener('abort', end('left'), { once: true });
    try {
      if (asked.client === 'openai') await askOpenAi(of(openAi, asked.tenant), asked, heard, hangUp.signal);
      else await askAwsSdk(of(awsSdk, asked.tenant), asked, heard, hangUp.signal);
    } finally {
      clearTimeout(timer);
    }
    return ended === undefined ? heard.end() : { ...heard.end(), [ended]: true };
  };

  const restart = async () => {
    await Promise.all(cloud.functions.flatMap((lambda) => lambda.environments().map(({ kill }) => kill())));
  };

  let clocksAreWrong = false;
  const setClocks = (...offsetsMs: readonly number[]) => {
    clocksAreWrong = offsetsMs.length > 0;
    for (const lambda of cloud.functions) lambda.setClocks(...offsetsMs);
  };

  return {
    cloud,
    witness,
    ask,
    answerOf: bedrockItself.answer,
    setQuestion: (asked) => {
      question = asked;
    },
    askAgain: (changes = {}) => {
      if (question === undefined) throw new Error('no scenario is playing: set its question first');
      return ask({ ...question, ...changes });
    },
    decisions: (tenant) => cloud.sinks.lines()
      .filter(({ message }) => message.startsWith('{"type":"decision"'))
      .map(({ message, logStream }) => ({ ...JSON.parse(message) as Record<string, unknown>, container: logStream }) as Record<string, unknown>)
      .filter((record) => record.tenant === tenant),
    chargedTokens: async (tenant) => {
      const { pk, sk } = tenantLedgerKey(tenant);
      const answer = await cloud.dynamodb.executeDirect('GetItem', { TableName: table.name, Key: { pk: { S: pk }, sk: { S: sk } } });
      return answer.Item === undefined ? 0 : parseLedgerItem(answer.Item as Item).total.tokens ?? 0;
    },
    restart,
    setClocks,
    resetClocks: async () => {
      if (!clocksAreWrong) return;
      setClocks();
      await restart();
    },
    idle: async () => {
      const givenUpAt = Date.now() + patienceMs;
      const isBusy = () => cloud.functions.some((lambda) => lambda.environments().some(({ state }) => state === 'busy'));
      while (isBusy() && Date.now() < givenUpAt) await new Promise((again) => setTimeout(again, 5));
    },
    clearFaults: () => {
      cloud.bedrock.clearFaults();
      cloud.dynamodb.clearFaults();
      cloud.sts.clearFaults();
      witness.refuse(() => undefined);
    },
    forget: () => {
      cloud.bedrock.reset();
      cloud.dynamodb.clearFaults();
      cloud.sts.clearFaults();
      witness.forget();
    },
    close: async () => {
      for (const client of awsSdk.values()) client.destroy();
      bedrockItself.close();
      await cloud.close();
    },
  };
}

function of<Client>(clients: ReadonlyMap<string, Client>, tenant: string): Client {
  const client = clients.get(tenant);
  if (!client) throw new Error(`there is no key for tenant ${tenant}`);
  return client;
}
