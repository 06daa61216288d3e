import { Result } from '../run';
import { bedrockSide, callerSide } from './sides';
import { summaryLine } from './summary';

export interface RunDetails {
  /** ISO 8601, the day. */
  readonly date: string;
  readonly command: string;
  readonly profile: string;
  readonly seconds: number;
  readonly node: string;
}

const GROUPS = [
  ['public', 'Faults of public scorecards'],
  ['bedrock', 'Faults of Amazon Bedrock, of dependencies and of callers'],
] as const;

/** docs/scorecard.md. */
export function renderMarkdown(results: readonly Result[], details: RunDetails): string {
  return [
    '# Fault scorecard',
    '',
    `\`${details.command}\`, ${details.date}, profile \`${details.profile}\`, ${details.seconds} s, Node.js ${details.node}. **${summaryLine(results)}**`,
    '',
    'The deployed bundle runs in the local cloud and is called by the official OpenAI and AWS SDK clients, without retries of their own, while faults are injected into simulated Bedrock, DynamoDB and STS.',
    '',
    '- **pass**: the caller got the whole answer, the very text that comes without the fault (or the clean error or reason that is right for the fault), and the conduct checks hold: bounded calls, no hammering, bounded time, streaming live, healthy afterwards.',
    '- **safe**: an honest error in the API\'s own form, nothing truncated presented as success. This is what `failClean` promises when a stream breaks.',
    '- **partial**: the right answer, but a conduct check failed. **fail**: a truncated or wrong answer presented as success, a hang or a crash.',
    '',
    ...GROUPS.flatMap(([group, heading]) => [
      `## ${heading}`,
      '',
      '| | fault | verdict | the caller got | reached Bedrock |',
      '|---|---|---|---|---|',
      ...results.filter((result) => result.group === group).map(row),
      '',
    ]),
  ].join('\n');
}

function row({ id, title, verdict, met, expected, observation }: Result): string {
  const shown = met ? verdict : `**${verdict}** (expected ${expected})`;
  return `| ${[id, title, shown, callerSide(observation), bedrockSide(observation)].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
