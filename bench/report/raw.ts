/** Rows of the same fields as JSON, with each field named once: raw figures are many. */
export function compactRows(rows: readonly object[]): { readonly fields: readonly string[]; readonly rows: readonly (readonly unknown[])[] } {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { fields, rows: rows.map((row) => fields.map((field) => compact((row as Record<string, unknown>)[field]))) };
}

/** One row to a line, so that two runs can be compared line by line. */
export function compactJson(about: object, tables: Readonly<Record<string, readonly object[]>>): string {
  const lines = Object.entries(tables).map(([name, all]) => {
    const { fields, rows } = compactRows(all);
    return `"${name}": {"fields": ${JSON.stringify(fields)}, "rows": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}`;
  });
  return `{\n"about": ${JSON.stringify(about)},\n${lines.join(',\n')}\n}\n`;
}

/** Nothing is measured to more than five digits. */
function compact(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
