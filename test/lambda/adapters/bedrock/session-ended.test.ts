import { AssumableRole } from '../../../../lambda/adapters/aws/credentials';
import { createBedrockClient } from '../../../../lambda/adapters/bedrock/bedrock-client';
import { ModelCall } from '../../../../lambda/core/ports';
import { VirtualClock } from '../../../support/virtual-clock';
import { startServer } from '../support/local-server';
import { transportTo } from '../support/test-transport';

const role: AssumableRole = { arn: 'arn:aws:iam::111122223333:role/shard' };
const CALL: ModelCall = {
  target: { name: 'one', modelId: 'm', region: 'eu-central-1', role, guardrail: undefined }, request: { kind: 'converse', body: { messages: [] } }, signal: new AbortController().signal,
};

describe.each([
  ['ExpiredTokenException', true],
  ['UnrecognizedClientException', true],
  ['AccessDeniedException', false],
  ['ThrottlingException', false],
])('Bedrock refuses with %s', (code, ended) => {
  test.each(['complete', 'stream'] as const)(`${ended ? 'the session is reported as ended' : 'nothing is said about the session'} (%s)`, async (operation) => {
    const server = await startServer((_, response) => { response.writeHead(403, { 'x-amzn-errortype': code }).end('{"message":"no"}'); });
    const transport = transportTo(server.url);
    const reported: unknown[] = [];
    const client = createBedrockClient(transport, new VirtualClock(), (whose) => reported.push(whose));
    await expect(client[operation](CALL)).rejects.toMatchObject({ code });
    expect(reported).toEqual(ended ? [role] : []);
    transport.close();
    await server.close();
  });
});
