import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AlarmRouting } from './alarm-routing';
import { ResilientInferenceError } from '../../private/errors';
import { checkName } from '../../private/validate';

const RUNBOOK = 'https://github.com/cdk-resilient-inference/cdk-resilient-inference/blob/main/docs/runbook.md';
/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_DESCRIPTION = 1024;
const SECTION = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What the description of an alarm says: what has happened, how soon to look, and where it is written what to do. */
export function describeAlarm(
  scope: IConstruct, { severity, summary, section, routing }: { severity: string; summary: string; section: string; routing: AlarmRouting },
): string {
  checkName('runbookSection', section, SECTION, scope);
  const { runbookUrl = RUNBOOK } = routing;
  if (!Token.isUnresolved(runbookUrl) && !isPage(runbookUrl)) {
    throw new ResilientInferenceError('InvalidUrl', `runbookUrl is '${runbookUrl}', but must be an https URL without a fragment, such as '${RUNBOOK}'`, scope);
  }
  const description = `${summary} Severity: ${severity}. Runbook: ${runbookUrl}#${section}`;
  if (!Token.isUnresolved(description) && description.length > LONGEST_DESCRIPTION) {
    throw new ResilientInferenceError(
      'InvalidName', `the summary of an alarm makes a description of ${description.length} characters with its runbook, but CloudWatch takes ${LONGEST_DESCRIPTION}: say it shorter, the runbook can say more`, scope,
    );
  }
  return description;
}

/** What is a section follows it. */
function isPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:' && !url.includes('#');
}
