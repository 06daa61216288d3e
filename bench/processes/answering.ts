import { FromChild, Question } from './protocol';

export type Answers = Readonly<Record<string, (about: unknown) => unknown>>;

/** Runs in a child process: announces it, answers its parent's questions, and ends with the parent. */
export function answerParent(ready: unknown, answers: Answers): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: Question) => void answer(message, answers));
  tell({ kind: 'ready', value: ready });
}

/** What the parent gave this process to start with. */
export function readSettings<Settings>(): Settings {
  const [, , text] = process.argv;
  if (text === undefined) throw new Error('this program is started by the benchmark, with its settings as JSON: run "npm run bench"');
  return JSON.parse(text) as Settings;
}

async function answer({ id, question, about }: Question, answers: Answers): Promise<void> {
  const find = answers[question];
  try {
    if (find === undefined) throw new Error(`nobody here answers ${JSON.stringify(question)}: expected one of ${Object.keys(answers).join(', ')}`);
    tell({ kind: 'answer', id, value: await find(about) });
  } catch (error) {
    tell({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: FromChild): void {
  process.send?.(message);
}
