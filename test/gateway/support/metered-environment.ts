import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestGateway } from './gateway';
import { Meter, Metered, startMeter } from './meter';
import { compose } from '../../../lambda/entry/compose';
import { handleRequest } from '../../../lambda/entry/handle-request';

type Service = 'bedrock' | 'dynamodb' | 'sts';

/** One execution environment of a gateway in this process, with everything that leaves it counted. */
export interface MeteredEnvironment {
  /** @returns the status */
  ask(tenant: string, path: string, body: unknown): Promise<number>;
  read(): Counted;
  /** Everything but connections begins at 0 again. */
  reset(): void;
  close(): Promise<void>;
}

export type Counted = Readonly<Record<Service, Metered>> & {
  /** Bytes of the lines that the function writes, each with its end of line. */
  readonly logged: number;
  readonly lines: number;
  /** Bytes of bodies that callers get. */
  readonly answered: number;
};

export async function startMeteredEnvironment(gateway: TestGateway): Promise<MeteredEnvironment> {
  const { cloud } = gateway;
  const [model] = cloud.assembly.functions;
  if (!model?.codeDirectory) throw new Error('the stack has no function with code');
  const meters = {
    bedrock: await startMeter(cloud.awsEndpoint), dynamodb: await startMeter(cloud.awsEndpoint), sts: await startMeter(cloud.awsEndpoint),
  } satisfies Record<Service, Meter>;
  const own = cloud.identities.issue({ roleArn: model.roleArn, sessionName: model.name, durationSeconds: 43_200 });
  let [logged, lines, answered, requests] = [0, 0, 0, 0];
  const tools = compose(JSON.parse(readFileSync(join(model.codeDirectory, 'plan.json'), 'utf8')), {
    ...model.environmentVariables,
    AWS_REGION: model.region,
    AWS_ACCESS_KEY_ID: own.accessKeyId,
    AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
    AWS_SESSION_TOKEN: own.sessionToken,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: meters.bedrock.url,
    AWS_ENDPOINT_URL_DYNAMODB: meters.dynamodb.url,
    AWS_ENDPOINT_URL_STS: meters.sts.url,
  }, (line) => {
    lines += 1;
    logged += Buffer.byteLength(line) + 1;
  }, () => undefined);

  return {
    async ask(tenant, path, body) {
      let status = 0;
      const arrivedAt = tools.clock.now();
      // As long as those of API Gateway.
      const requestId = `00000000-0000-4000-8000-${String(requests++).padStart(12, '0')}`;
      await handleRequest(tools, {
        method: 'POST', path, headers: { 'authorization': `Bearer ${gateway.keyOf(tenant)}`, 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)),
      }, { requestId, arrivedAt, latestEnd: arrivedAt + 60_000, maxSilenceMs: 60_000, front: {} }, {
        callerLeft: new AbortController().signal,
        async begin(head) {
          status = head.status;
          return { write: async (bytes) => { answered += bytes.length; }, end: async () => undefined };
        },
        async answer(head, bytes) {
          status = head.status;
          answered += bytes.length;
        },
        giveUp: () => undefined,
        close: () => undefined,
      });
      return status;
    },
    read: () => ({ bedrock: meters.bedrock.read(), dynamodb: meters.dynamodb.read(), sts: meters.sts.read(), logged, lines, answered }),
    reset() {
      for (const meter of Object.values(meters)) meter.reset();
      [logged, lines, answered] = [0, 0, 0];
    },
    async close() { await Promise.all(Object.values(meters).map((meter) => meter.close())); },
  };
}
