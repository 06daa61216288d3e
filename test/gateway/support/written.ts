import { TestGateway } from './gateway';

/** What a gateway has left behind, line by line. */
export interface Written {
  readonly functionLog: readonly string[];
  readonly accessLog: readonly string[];
  readonly otherLogs: readonly string[];
  readonly metrics: readonly string[];
  /** Each attribute of each item, after the kind of the item: `KEY/KEY pk {"S":"KEY#…"}`. */
  readonly table: readonly string[];
}

export async function writtenBy({ cloud, tableName }: TestGateway): Promise<Written> {
  const functionGroup = cloud.functions.find(({ model }) => model.stack === 'Inference' && model.logicalId.startsWith('Gateway'))!.model.logGroup;
  const accessGroup = cloud.assembly.restApis[0]!.stages[0]!.accessLog!.logGroup;
  const lines = (belongs: (group: string) => boolean) => cloud.sinks.lines()
    .filter(({ logGroup }) => belongs(logGroup)).map(({ logGroup, logStream, message }) => `${logGroup} ${logStream} ${message}`);
  const { Items: items } = await cloud.dynamodb.executeDirect('Scan', { TableName: tableName }) as { Items: readonly Item[] };
  return {
    functionLog: lines((group) => group === functionGroup),
    accessLog: lines((group) => group === accessGroup),
    otherLogs: lines((group) => ![functionGroup, accessGroup].includes(group)),
    metrics: cloud.sinks.metrics().map((datum) => JSON.stringify(datum)),
    table: items.flatMap((item) => Object.entries(item).map(([name, value]) => `${kindOf(item)} ${name} ${JSON.stringify(value)}`)),
  };
}

type Item = Readonly<Record<string, { readonly S?: string }>>;

function kindOf({ pk, sk }: Item): string {
  return [pk, sk].map((key) => key?.S?.split('#')[0]).join('/');
}
