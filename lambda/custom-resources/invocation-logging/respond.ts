/** What CloudFormation waits for. */
export interface ResourceResponse {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** CloudFormation takes 4,096 bytes in all: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const REASON_CHARACTERS = 3_000;
const ATTEMPTS = 4;
const TIMEOUT_MS = 5_000;

/**
 * Puts an answer where CloudFormation looks for it. Until then it waits, for an hour unless the template says otherwise.
 * @throws Error when it was not taken: Lambda then repeats the whole event, which is safe
 */
export async function respond(url: string, response: ResourceResponse, sleep: (ms: number) => Promise<void>): Promise<void> {
  const body = Buffer.from(JSON.stringify({ ...response, ...(response.Reason && { Reason: response.Reason.slice(0, REASON_CHARACTERS) }) }));
  let last: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await sleep(50 * 2 ** attempt);
    try {
      // The address is signed for a request without a content type.
      const { ok, status } = await fetch(url, { method: 'PUT', headers: { 'content-type': '' }, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (ok) return;
      last = new Error(`CloudFormation answered ${status}`);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
