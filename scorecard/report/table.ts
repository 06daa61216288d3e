import { Result } from '../run';
import { bedrockSide, callerSide } from './sides';

const MARKS = { pass: '✓ pass', safe: '✓ safe', partial: '~ partial', fail: '✗ fail' } as const;

/** One row, as it is printed while the scorecard runs. */
export function renderRow(result: Result): string {
  const { id, title, verdict, met, expected, reasons, observation } = result;
  const mark = met ? MARKS[verdict] : `${MARKS[verdict].replace('✓', '✗')} (expected ${expected})`;
  return [
    `${id.padEnd(16)} ${mark.padEnd(11)} ${title}`,
    `${' '.repeat(17)}caller   ${callerSide(observation)}`,
    `${' '.repeat(17)}Bedrock  ${bedrockSide(observation)}`,
    ...(met ? [] : reasons.map((reason) => `${' '.repeat(17)}${reason}`)),
  ].join('\n');
}
