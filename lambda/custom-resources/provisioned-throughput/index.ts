import { BedrockClient } from '@aws-sdk/client-bedrock';
import { createBedrockControlPlane } from './bedrock-control-plane';
import { checkCommitment as check } from './check-commitment';
import { createHandlers } from './handlers';
import type { CommitmentCheck } from '../../../src/contract/provisioned';

const plane = createBedrockControlPlane(new BedrockClient({ maxAttempts: 5, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } }));

export const { onEvent, isComplete } = createHandlers(plane, Date.now);

export async function checkCommitment(event: CommitmentCheck): Promise<void> {
  const line = await check(plane, event, Date.now());
  if (line !== undefined) process.stdout.write(`${line}\n`);
}
