import { markdownTable } from '../report/format';

export function stepsTable(): string {
  return markdownTable({ title: 'Steps', header: [], rows: [] });
}
