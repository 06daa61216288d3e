import { setTimeout as sleep } from 'node:timers/promises';
import { BedrockClient } from '@aws-sdk/client-bedrock';
import { bedrockLoggingControl } from './bedrock-logging-control';
import { handleEvent, ResourceEvent } from './handle-event';
import { respond } from './respond';

interface CloudFormationEvent extends ResourceEvent {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
}

/** Kept for the answer, which has to leave before Lambda ends the function. */
const ANSWER_MS = 60_000;

/** There is one such setting in an account and Region, so its name never changes: CloudFormation would delete a resource whose name does. */
const PHYSICAL_ID = 'model-invocation-logging';

/** No layer below repeats a call: what a repetition has to do is decided anew each time. */
const control = bedrockLoggingControl(new BedrockClient({ maxAttempts: 1 }));

export async function handler(event: CloudFormationEvent, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, RequestType } = event;
  const identity = { PhysicalResourceId: event.PhysicalResourceId ?? PHYSICAL_ID, StackId, RequestId, LogicalResourceId };
  const deadline = Date.now() + context.getRemainingTimeInMillis() - ANSWER_MS;
  const pacing = { now: Date.now, sleep: (ms: number) => sleep(ms), random: Math.random, deadline };
  const failure = await handleEvent(event, control, pacing).then(
    (step) => {
      log({ request: RequestType, outcome: step.kind, ...(step.kind === 'leave' ? { because: step.why } : {}) });
      return undefined;
    },
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      log({ request: RequestType, outcome: 'failed', because: reason });
      return reason;
    },
  );
  await respond(event.ResponseURL, { ...identity, ...(failure === undefined ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: failure }) }, pacing.sleep);
}

function log(line: Readonly<Record<string, string>>): void {
  console.log(JSON.stringify(line));
}
