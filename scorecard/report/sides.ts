import { AttemptView, CallerView, Observation } from '../judge/views';
import { HOME_ACCOUNT, HOME_REGION, MODEL } from '../routes';

/** More than this is summed up. */
const MOST_SHOWN = 4;

/** What the callers got, in one line. */
export function callerSide({ callers }: Observation): string {
  const [first] = callers;
  if (first === undefined) return 'nobody asked';
  if (callers.length === 1) return describeCaller(first);
  const served = callers.filter(({ finish }) => finish !== undefined).length;
  return `${served} of ${callers.length} answered, slowest ${seconds(Math.max(...callers.map(({ wallMs }) => wallMs)))}`;
}

/** What reached Bedrock, in one line: target, outcome, and when it began. */
export function bedrockSide({ attempts }: Observation): string {
  if (attempts.length === 0) return 'nothing';
  const shown = attempts.slice(0, MOST_SHOWN).map(describeAttempt).join(' · ');
  return attempts.length > MOST_SHOWN ? `${shown} · ${attempts.length - MOST_SHOWN} more` : shown;
}

function describeCaller(caller: CallerView): string {
  const timing = caller.firstTokenMs === undefined ? seconds(caller.wallMs) : `${seconds(caller.wallMs)}, first token ${seconds(caller.firstTokenMs)}`;
  return `${ending(caller)} (${timing})`;
}

function ending({ hung, left, error, finish, status, text, retryAfterSeconds }: CallerView): string {
  if (hung === true) return 'hung';
  if (left === true) return 'left';
  if (error?.kind === 'connection') return `connection broke after ${text.length} characters`;
  if (error?.kind === 'inBand') return `${error.name ?? 'unknown error'} in the stream after ${text.length} characters`;
  if (error !== undefined) return `${status ?? ''} ${error.name ?? error.message}${retryAfterSeconds === undefined ? '' : `, come back in ${retryAfterSeconds} s`}`;
  return finish === undefined ? `${text.length} characters and no end` : `${finish}, ${text.length} characters`;
}

function describeAttempt({ account, region, model, outcome, startedMs, prefilled }: AttemptView): string {
  const place = [
    account === HOME_ACCOUNT ? 'home' : account,
    ...(region === HOME_REGION ? [] : [region]),
    ...(model === MODEL ? [] : [model.split('.').slice(2).join('.').split('-').slice(0, 3).join('-')]),
  ].join('/');
  return `${place} ${outcome}${prefilled ? ' (prefill)' : ''} at ${seconds(startedMs)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
