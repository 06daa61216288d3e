import { AlarmState } from './alarm-model';

const TOKEN = /\s*(\(|\)|AND\b|OR\b|NOT\b|TRUE\b|FALSE\b|(?:ALARM|OK|INSUFFICIENT_DATA)\b|"[^"]*")/y;

/**
 * Whether the rule of a composite alarm holds.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @param stateOf of an alarm, by what the rule calls it
 * @throws Error for a rule that is none
 */
export function ruleHolds(rule: string, stateOf: (alarm: string) => AlarmState): boolean {
  const tokens = tokensOf(rule);
  let at = 0;
  const expect = (token: string) => {
    if (tokens[at++] !== token) throw new Error(`${rule}: ${token} is expected`);
  };
  const term = (): boolean => {
    const token = tokens[at++];
    if (token === 'NOT') return !term();
    if (token === 'TRUE' || token === 'FALSE') return token === 'TRUE';
    if (token === '(') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token !== 'ALARM' && token !== 'OK' && token !== 'INSUFFICIENT_DATA') throw new Error(`${rule}: ${token ?? 'its end'} is not expected`);
    expect('(');
    const name = tokens[at++] ?? '';
    expect(')');
    return stateOf(name.replaceAll('"', '')) === token;
  };
  const both = (): boolean => {
    let holds = term();
    while (tokens[at] === 'AND') {
      at++;
      // Read on in any case: the rest has to be a rule too.
      holds = term() && holds;
    }
    return holds;
  };
  const either = (): boolean => {
    let holds = both();
    while (tokens[at] === 'OR') {
      at++;
      holds = both() || holds;
    }
    return holds;
  };
  const result = either();
  if (at < tokens.length) throw new Error(`${rule}: ${tokens[at]} is not expected`);
  return result;
}

function tokensOf(rule: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < rule.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(rule) ?? [];
    if (token === undefined) throw new Error(`${rule}: ${rule.slice(from)} cannot be read`);
    tokens.push(token);
  }
  return tokens;
}
