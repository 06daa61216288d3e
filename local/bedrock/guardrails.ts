import { validationError } from './bedrock-error';
import { Answer } from './generate-answer';
import { isObject, JsonObject } from './json-fields';
import { isStreamOperation, Operation } from './operation';
import { chunkEvent } from './operations/invoke-wire';
import { WireFormat } from './operations/parsed-call';
import { partitionOf } from './profiles';
import { Prompt } from './prompt';
import { AwsRequest } from '../aws/service';

/** A guardrail that blocks words, in any letters, wherever they stand. */
export interface SimulatedGuardrail {
  readonly arn: string;
  readonly blockedWords: readonly string[];
  /** What is said in the place of an answer to a prompt with such a word. */
  readonly blockedInput: string;
  /** What is said in the place of an answer with such a word. */
  readonly blockedOutput: string;
}

/** A guardrail, and whether pieces of an answer are sent before it has looked at them. */
export interface AppliedGuardrail extends SimulatedGuardrail {
  readonly sendsUnchecked: boolean;
}

/** The guardrails that there are. Every version is the same here. */
export class Guardrails {
  private readonly byArn = new Map<string, SimulatedGuardrail>();

  set(guardrail: SimulatedGuardrail): void {
    this.byArn.set(guardrail.arn, guardrail);
  }

  of(arn: string): SimulatedGuardrail | undefined {
    return this.byArn.get(arn);
  }
}

/**
 * The guardrail that a call names, in its body or in its headers.
 * @throws AwsError when IAM does not allow it, or when there is none such
 */
export function guardrailOf(known: Guardrails, request: AwsRequest, operation: Operation, body: JsonObject): AppliedGuardrail | undefined {
  const converse = operation === 'Converse' || operation === 'ConverseStream';
  const named = converse ? namedInConverse(body) : namedInInvoke(request, body);
  if (!named) return undefined;
  const { identifier, version, async } = named;
  if (!identifier || !version) throw validationError('The guardrailIdentifier and the guardrailVersion must both be provided.');
  const { region, caller: { accountId } } = request;
  const arn = identifier.startsWith('arn:') ? identifier : `arn:${partitionOf(region)}:bedrock:${region}:${accountId}:guardrail/${identifier}`;
  request.authorize('bedrock:ApplyGuardrail', arn, { 'aws:RequestedRegion': region });
  const guardrail = known.of(arn);
  if (!guardrail) throw validationError('The guardrail identifier or version provided in the request does not exist.');
  return { ...guardrail, sendsUnchecked: async && isStreamOperation(operation) };
}

interface NamedGuardrail {
  readonly identifier?: string;
  readonly version?: string;
  readonly async: boolean;
}

function namedInConverse({ guardrailConfig }: JsonObject): NamedGuardrail | undefined {
  if (!isObject(guardrailConfig)) return undefined;
  const { guardrailIdentifier, guardrailVersion, streamProcessingMode } = guardrailConfig;
  return { identifier: textOf(guardrailIdentifier), version: textOf(guardrailVersion), async: streamProcessingMode === 'async' };
}

function namedInInvoke({ headers }: AwsRequest, body: JsonObject): NamedGuardrail | undefined {
  const identifier = headers['x-amzn-bedrock-guardrailidentifier'];
  const version = headers['x-amzn-bedrock-guardrailversion'];
  const config = body['amazon-bedrock-guardrailConfig'];
  if (identifier === undefined && version === undefined && config === undefined) return undefined;
  return { identifier, version, async: isObject(config) && config.streamProcessingMode === 'ASYNCHRONOUS' };
}

/** What is answered under a guardrail. Each of its own messages counts as one token here. */
export function answerUnder(guardrail: AppliedGuardrail, prompt: Prompt, answer: Answer): Answer {
  if (prompt.parts.some(({ text }) => isBlocked(guardrail, text))) return instead(guardrail.blockedInput);
  if (!isBlocked(guardrail, answer.blocks.flatMap(({ deltas }) => deltas).join(''))) return answer;
  return guardrail.sendsUnchecked ? brokenOff(guardrail, answer) : instead(guardrail.blockedOutput);
}

function instead(text: string): Answer {
  return { blocks: [{ type: 'text', deltas: [text] }], stopReason: 'guardrail_intervened', outputTokens: 1 };
}

/** Everything up to the word, which is out when it is found. */
function brokenOff(guardrail: SimulatedGuardrail, { blocks }: Answer): Answer {
  const sent: Answer['blocks'][number][] = [];
  let text = '';
  let outputTokens = 0;
  for (const block of blocks) {
    const deltas: string[] = [];
    for (const delta of block.deltas) {
      deltas.push(delta);
      text += delta;
      outputTokens += 1;
      if (isBlocked(guardrail, text)) return { blocks: [...sent, { ...block, deltas }], stopReason: 'guardrail_intervened', outputTokens };
    }
    sent.push(block);
  }
  return { blocks, stopReason: 'guardrail_intervened', outputTokens };
}

function isBlocked({ blockedWords }: SimulatedGuardrail, text: string): boolean {
  const lower = text.toLowerCase();
  return blockedWords.some((word) => lower.includes(word.toLowerCase()));
}

const ACTION = 'amazon-bedrock-guardrailAction';

/** InvokeModel says in a member of its own, whatever the model, whether the guardrail has intervened. */
export function withGuardrailAction(wire: WireFormat, operation: Operation): WireFormat {
  if (operation !== 'InvokeModel' && operation !== 'InvokeModelWithResponseStream') return wire;
  const actionOf = ({ stopReason }: Answer) => ({ [ACTION]: stopReason === 'guardrail_intervened' ? 'INTERVENED' : 'NONE' });
  return {
    ...wire,
    whole: (answer, usage, timings) => ({ ...wire.whole(answer, usage, timings), ...actionOf(answer) }),
    closing: (answer, usage, timings) => {
      const events = wire.closing(answer, usage, timings);
      return events.map((event, index) => (index < events.length - 1 ? event : chunkEvent({ ...event.logged, ...actionOf(answer) }, event.content)));
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
