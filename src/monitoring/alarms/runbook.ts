import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AlarmRouting } from './alarm-routing';
import { ResilientInferenceError } from '../../private/errors';
import { checkName } from '../../private/validate';

const RUNBOOK = 'https://github.com/cdk-resilient-inference/cdk-resilient-inference/blob/main/docs/runbook.md';
const SECTION = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What the description of an alarm says: what has happened, how soon to look, and where it is written what to do. */
export function describeAlarm(
  scope: IConstruct, { severity, summary, section, routing }: { severity: string; summary: string; section: string; routing: AlarmRouting },
): string {
  checkName('runbookSection', section, SECTION, scope);
  const { runbookUrl = RUNBOOK } = routing;
  if (!Token.isUnresolved(runbookUrl) && !(URL.canParse(runbookUrl) && new URL(runbookUrl).protocol === 'https:')) {
    throw new ResilientInferenceError('InvalidUrl', `runbookUrl is '${runbookUrl}', but must be an https URL, such as '${RUNBOOK}'`, scope);
  }
  return `${summary} Severity: ${severity}. Runbook: ${runbookUrl}#${section}`;
}
