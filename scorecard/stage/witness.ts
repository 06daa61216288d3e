import { AwsError, AwsRequest, AwsResponse } from '../../local/aws/service';
import { SimulatedBedrock } from '../../local/bedrock';
import { AttemptView } from '../judge/views';

/** A call as it passes by, before Bedrock sees it. */
export interface PassingCall {
  readonly account: string;
  readonly region: string;
  readonly model: string;
  readonly prefilled: boolean;
  /** Of the session that signed it. */
  readonly accessKeyId: string;
  /** The whole body, as text. */
  readonly body: string;
}

/** Stands in front of Bedrock: sees calls that still run, which Bedrock records only at their end. */
export interface Witness {
  /** Every call since they were forgotten, with times counted from `startedAt`. */
  attempts(startedAt: number): readonly AttemptView[];
  /** Pieces of content that have left Bedrock, over these calls. */
  contentEvents(): number;
  /** Answers a call with an error before Bedrock sees it. */
  refuse(rule: (call: PassingCall) => AwsError | undefined): void;
  /** Forgets the calls; the refusals stay. */
  forgetCalls(): void;
  forget(): void;
}

interface Seen extends PassingCall {
  readonly id: string;
  readonly startedAt: number;
  contentEvents: number;
  lastContentAt?: number;
  refusedAs?: string;
}

const CONTENT_EVENT = Buffer.from('contentBlockDelta');

export function placeWitness(bedrock: SimulatedBedrock, now: () => number = Date.now): Witness {
  let seen: Seen[] = [];
  let refusal: (call: PassingCall) => AwsError | undefined = () => undefined;
  const answer = bedrock.handle.bind(bedrock);

  bedrock.handle = async (request) => {
    const call: Seen = { ...describe(request), id: request.id, startedAt: now(), contentEvents: 0 };
    seen.push(call);
    const error = refusal(call);
    if (error !== undefined) {
      call.refusedAs = error.code;
      throw error;
    }
    return watch(await answer(request), call, now);
  };

  return {
    attempts: (startedAt) => {
      const ends = new Map(bedrock.attempts.map((attempt) => [attempt.requestId, attempt]));
      return seen.map((call) => {
        const end = ends.get(call.id);
        return {
          account: call.account,
          region: call.region,
          model: call.model,
          prefilled: call.prefilled,
          startedMs: call.startedAt - startedAt,
          outcome: call.refusedAs ?? end?.outcome ?? 'running',
          contentEvents: call.contentEvents,
          inputTokens: end?.inputTokens ?? 0,
          outputTokens: end?.outputTokens ?? 0,
          ...(end === undefined ? {} : { endedMs: end.time + end.durationMs - startedAt }),
          ...(call.refusedAs === undefined ? {} : { endedMs: call.startedAt - startedAt }),
          ...(call.lastContentAt === undefined ? {} : { lastContentMs: call.lastContentAt - startedAt }),
        };
      });
    },
    contentEvents: () => seen.reduce((sum, { contentEvents }) => sum + contentEvents, 0),
    refuse: (rule) => {
      refusal = rule;
    },
    forgetCalls: () => {
      seen = [];
    },
    forget: () => {
      seen = [];
      refusal = () => undefined;
    },
  };
}

function describe(request: AwsRequest): PassingCall {
  const body = request.body.toString('utf8');
  return {
    account: request.caller.accountId,
    region: request.region,
    model: decodeURIComponent(request.path.split('/')[2] ?? ''),
    prefilled: endsWithAssistant(body),
    accessKeyId: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '',
    body,
  };
}

/** A conversation whose last turn is the assistant's asks the model to go on with it. */
function endsWithAssistant(body: string): boolean {
  try {
    const { messages } = JSON.parse(body) as { readonly messages?: readonly { readonly role?: string }[] };
    return messages?.[messages.length - 1]?.role === 'assistant';
  } catch {
    return false;
  }
}

function watch(response: AwsResponse, call: Seen, now: () => number): AwsResponse {
  const { body } = response;
  return body instanceof Uint8Array ? response : { ...response, body: countContent(body, call, now) };
}

async function* countContent(frames: AsyncIterable<Uint8Array>, call: Seen, now: () => number): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) {
    if (Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).includes(CONTENT_EVENT)) {
      call.contentEvents += 1;
      call.lastContentAt = now();
    }
    yield frame;
  }
}
