import { parseBehaviour, parseFault, parseQuota } from '../bedrock';
import { LocalCloud } from '../local-cloud';
import { ControlError, ControlRoutes } from './routes';
import { parseServiceFault } from './service-fault';
import { parseSession, processCredentials } from './session-credentials';

/** Most entries that one answer lists, newest last. */
const MAX_LISTED = 1_000;

/** What can be seen and changed of a running local cloud. */
export function cloudRoutes(cloud: LocalCloud): ControlRoutes {
  const { bedrock, sinks, dynamodb, sts } = cloud;
  return {
    'GET /': () => ({
      apis: cloud.apis,
      awsEndpoint: cloud.awsEndpoint,
      stacks: cloud.assembly.stacks,
      tables: cloud.assembly.tables.map(({ name, stack }) => ({ name, stack })),
      notStoodUp: cloud.assembly.notStoodUp,
      bedrock: bedrock.describe(),
    }),
    'POST /faults': ({ body }) => ({ id: bedrock.addFault(parseFault(body)) }),
    'GET /faults': () => bedrock.describe().faults,
    'DELETE /faults': () => ({ cleared: bedrock.clearFaults() }),
    'DELETE /faults/:id': ({ parameter }) => {
      if (!bedrock.clearFaults(parameter)) throw new ControlError(404, `there is no fault ${JSON.stringify(parameter)}`);
    },
    'POST /quotas': ({ body }) => {
      const { selector, limits } = parseQuota(body);
      bedrock.setQuota(selector, limits);
    },
    'POST /behaviour': ({ body }) => bedrock.setBehaviour(parseBehaviour(body)),
    'POST /dynamodb/faults': ({ body }) => { dynamodb.setFault(parseServiceFault(body, ['operation'])); },
    'DELETE /dynamodb/faults': () => dynamodb.clearFaults(),
    'POST /sts/faults': ({ body }) => {
      const { roleArn, accountId, ...fault } = parseServiceFault(body, ['roleArn', 'accountId']);
      sts.setFault({ roleArn, accountId }, fault);
    },
    'DELETE /sts/faults': () => sts.clearFaults(),
    'POST /credentials': ({ body }) => processCredentials(cloud.identities.issue(parseSession(body))),
    'GET /attempts': () => bedrock.attempts.slice(-MAX_LISTED),
    'GET /invocation-log': () => bedrock.records.slice(-MAX_LISTED),
    'GET /denials': () => cloud.authorizer.denials,
    'GET /dynamodb/counts': () => dynamodb.counts(),
    'GET /logs': ({ query }) => sinks.lines({ logGroup: query.get('group') ?? undefined, containing: query.get('containing') ?? undefined }).slice(-MAX_LISTED),
    'GET /metrics': ({ query }) => sinks.metrics({ namespace: query.get('namespace') ?? undefined, name: query.get('name') ?? undefined }).slice(-MAX_LISTED),
    'POST /reset': () => {
      bedrock.reset();
      sts.clearFaults();
      dynamodb.clearFaults();
      sinks.clear();
    },
  };
}
