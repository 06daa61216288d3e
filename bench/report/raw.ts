interface CompactTable {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Rows of the same fields as JSON, with each field named once: raw figures are many. */
export function compactRows(rows: readonly object[]): CompactTable {
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

/** What `compactJson` has written. */
export interface RawTables {
  readonly about: unknown;
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** Reads it again; a field that a row lacks is absent. */
export function parseCompactJson(text: string): RawTables {
  const { about, ...tables } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return { about, tables: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, rowsOf(table as CompactTable)])) };
}

function rowsOf({ fields, rows }: CompactTable): readonly Readonly<Record<string, unknown>>[] {
  return rows.map((row) => Object.fromEntries(fields.map((field, index) => [field, row[index]]).filter(([, value]) => value !== null)));
}
