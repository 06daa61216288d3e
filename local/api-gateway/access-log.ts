const VARIABLE = /\$context((?:\.\w+)+)/g;

/**
 * The line that a stage's access log holds about a request. What is not known is `-`, as it is in API Gateway; of what
 * API Gateway knows, this machine lacks the figures of the integration and the length of the answer.
 * @param context by the names that follow `$context`
 */
export function accessLogLine(format: string, context: unknown): string {
  return format.replace(VARIABLE, (_, path: string) => {
    const value = path.split('.').slice(1).reduce(memberOf, context);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '-';
  });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
