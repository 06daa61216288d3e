/** Where what is traced belongs. */
export interface TraceContext {
  readonly traceId: string;
  /** The segment of the function. */
  readonly parentId: string;
}

/**
 * Reads what Lambda says of the request in hand, `Root=…;Parent=…;Sampled=1`.
 * @returns undefined for a request that is not traced
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function readTraceHeader(header: string | undefined): TraceContext | undefined {
  const fields = new Map((header ?? '').split(';').map((field) => {
    const [name = '', value = ''] = field.split('=');
    return [name.trim(), value.trim()] as const;
  }));
  const [traceId, parentId] = [fields.get('Root'), fields.get('Parent')];
  if (!traceId || !parentId || fields.get('Sampled') !== '1') return undefined;
  return { traceId, parentId };
}
