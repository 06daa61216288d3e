import { createSender } from '../load/send';
import { RunningSubject, Starter } from '../subjects/starters';
import { converse } from '../workload/works';

const WORK = converse('first', 'the first request', { connections: 1 });

/**
 * Starts a process and asks it once.
 * @returns the process, which whoever called stops
 * @throws Error when the first answer was wrong or did not come
 */
export async function startAndAsk(start: Starter): Promise<{ readonly subject: Awaited<ReturnType<Starter>>; readonly firstAnswerMs: number }> {
  const startedAt = performance.now();
  const subject = await start();
  try {
    const { endedAt, ...answer } = await askOnce(subject);
    const wrong = WORK.check(answer);
    if (wrong !== undefined) throw new Error(`the first answer was wrong: ${wrong}`);
    return { subject, firstAnswerMs: endedAt - startedAt };
  } catch (error) {
    await subject.child.stop();
    throw error;
  }
}

async function askOnce({ port, apiKey, ask }: RunningSubject) {
  const { firstToken, connections } = WORK;
  const sender = createSender({ port, apiKey, connections, firstToken, ...ask ? ask(WORK) : { path: WORK.path, body: WORK.body } });
  try {
    return await sender.send();
  } finally {
    sender.close();
  }
}
