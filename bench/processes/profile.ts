import { Profiler, Session } from 'node:inspector';

/** What one function did itself, without those that it called. */
export interface ProfiledFunction {
  readonly name: string;
  readonly selfMs: number;
}

let session: Session | undefined;

/** From here on the process writes down where it spends its time, which costs a little of it. The same as `node --cpu-prof`. */
export async function startProfile(): Promise<void> {
  session ??= connected();
  const current = session;
  await answered((done) => current.post('Profiler.enable', done));
  await answered((done) => current.post('Profiler.start', done));
}

/** What it has done since, by function, the longest first. */
export async function stopProfile(): Promise<readonly ProfiledFunction[]> {
  if (!session) throw new Error('no profile was started');
  const current = session;
  const profile = await new Promise<Profiler.Profile>((resolve, reject) => current.post('Profiler.stop', (error, answer) => {
    if (error) reject(error);
    else resolve(answer.profile);
  }));
  return functionsOf(profile);
}

/** Source: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export function functionsOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): readonly ProfiledFunction[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName || '(anonymous)']));
  const selfMs = new Map<string, number>();
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '(unknown)';
    // The time up to the next sample is that of this one.
    selfMs.set(name, (selfMs.get(name) ?? 0) + (timeDeltas[index + 1] ?? 0) / 1000);
  });
  selfMs.delete('(idle)');
  return [...selfMs].map(([name, ms]) => ({ name, selfMs: ms })).sort((left, right) => right.selfMs - left.selfMs);
}

function connected(): Session {
  const made = new Session();
  made.connect();
  return made;
}

function answered(post: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => post((error) => {
    if (error) reject(error);
    else resolve();
  }));
}
