/** In characters. A text of megabytes is of no use in a file for people. */
const LONGEST_TEXT = 10_000;

/** Details of the run and every observation. */
export function renderJson(run: object): string {
  return `${JSON.stringify(run, (_name, value: unknown) => typeof value === 'string' ? shortened(value) : value, 2)}\n`;
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)` : text;
}
