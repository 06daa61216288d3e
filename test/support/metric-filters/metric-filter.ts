/** A metric filter as it stands in a template, references resolved. */
export interface MetricFilterProperties {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly {
    readonly MetricNamespace: string;
    readonly MetricName: string;
    readonly MetricValue: string;
    readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[];
  }[];
}

export interface PublishedValue {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

type Test = (event: unknown) => boolean;

const CONDITION = /^(\$(?:\.[\w-]+)+)\s*(?:(NOT EXISTS)|(=|!=|>=|<=|>|<)\s*("(?:[^"]*)"|\*|-?\d+(?:\.\d+)?))$/;

/**
 * What CloudWatch Logs publishes of one log event, for the part of its pattern language that the constructs use:
 * conditions on JSON, joined with `&&`. Anything else is an error here.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function applyMetricFilter(filter: MetricFilterProperties, message: string): PublishedValue[] {
  const { FilterPattern: pattern, MetricTransformations: transformations } = filter;
  const tests = parsePattern(pattern);
  const event = JSON.parse(message) as unknown;
  if (!tests.every((test) => test(event))) return [];
  return transformations.flatMap(({ MetricNamespace: namespace, MetricName: name, MetricValue, Dimensions = [] }) => {
    if (Dimensions.length > 3) throw new Error(`${name} has ${Dimensions.length} dimensions, and a metric filter can have 3`);
    const dimensions = Dimensions.map(({ Key, Value }) => [Key, select(event, Value)] as const);
    const value = MetricValue.startsWith('$') ? select(event, MetricValue) : Number(MetricValue);
    // A field that is used has to be in the pattern, and one that is missing makes no metric.
    for (const field of [...Dimensions.map(({ Value }) => Value), ...MetricValue.startsWith('$') ? [MetricValue] : []]) {
      if (!pattern.includes(`${field} = `)) throw new Error(`${name} uses ${field}, which its pattern does not: ${pattern}`);
    }
    if (typeof value !== 'number' || dimensions.some(([, found]) => typeof found !== 'string' || found === '')) return [];
    return [{ namespace, name, dimensions: Object.fromEntries(dimensions) as Record<string, string>, value }];
  });
}

/** @throws Error for what is no pattern, or not one that is understood here */
export function parsePattern(pattern: string): readonly Test[] {
  const inner = /^\{ (.*) \}$/s.exec(pattern)?.[1];
  if (inner === undefined) throw new Error(`no JSON pattern: ${pattern}`);
  return inner.split(' && ').map((part) => {
    const match = CONDITION.exec(part.replace(/^\((.*)\)$/s, '$1'));
    if (!match) throw new Error(`not understood: ${part}`);
    const [, selector, absent, operator, operand] = match as unknown as [string, string, string | undefined, string, string];
    return absent ? (event) => select(event, selector) === undefined : (event) => compare(select(event, selector), operator, operand);
  });
}

/** Fields that are not there compare with nothing. */
function compare(found: unknown, operator: string, operand: string): boolean {
  if (typeof found !== 'string' && typeof found !== 'number') return false;
  if (operand === '*') return operator === '=';
  if (!operand.startsWith('"')) {
    const [left, right] = [Number(found), Number(operand)];
    return { '=': left === right, '!=': left !== right, '>': left > right, '<': left < right, '>=': left >= right, '<=': left <= right }[operator]!;
  }
  const wildcard = new RegExp(`^${operand.slice(1, -1).split('*').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's');
  const matches = wildcard.test(String(found));
  if (operator === '=') return matches;
  if (operator === '!=') return !matches;
  throw new Error(`${operator} does not go with a text`);
}

function select(event: unknown, selector: string): unknown {
  return selector.slice(2).split('.').reduce<unknown>(
    (value, name) => typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>)[name] : undefined, event,
  );
}
