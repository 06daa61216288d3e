import { Finding, Verdict } from './finding';

const MARKS: { readonly [verdict in Verdict]: string } = { passed: '✓', failed: '✗', notChecked: '–' };

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly notChecked: number;
}

export function summarize(findings: readonly Finding[]): Summary {
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  return { passed: count('passed'), failed: count('failed'), notChecked: count('notChecked') };
}

/** A table for a person: what was seen, and below it what nobody has looked at. */
export function renderReport(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lineOf = ({ check, detail, verdict }: Finding) => `  ${MARKS[verdict]} ${check.padEnd(width)}  ${detail}`;
  const asked = findings.filter(({ verdict }) => verdict !== 'notChecked');
  const notAsked = findings.filter(({ verdict }) => verdict === 'notChecked');
  const families = [...new Set(asked.map(({ family }) => family))];
  const { failed, notChecked, passed } = summarize(findings);
  return [
    ...families.flatMap((family) => [family, ...asked.filter((finding) => finding.family === family).map(lineOf), '']),
    ...notAsked.length > 0 ? ['not checked, because', ...notAsked.map(lineOf), ''] : [],
    `${passed} passed, ${failed} failed, ${notChecked} not checked`,
  ];
}
