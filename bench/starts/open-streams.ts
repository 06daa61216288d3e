import { Agent } from 'node:http';
import { openStream, OpenStream } from '../load/open-stream';
import { within } from '../method/within';
import { Child } from '../processes/child';
import { Held } from '../processes/protocol';
import { RunningSubject } from '../subjects/starters';
import { SHORT_SPEECH, Speech } from '../workload/speech';
import { CHAT_STREAM, CONVERSE_STREAM } from '../workload/streams/formats';
import { chatStreamRequest, streamRequest } from '../workload/works';

const TOKENS = 40;

const SPEECH: Speech = { ...SHORT_SPEECH, tokens: TOKENS, holdAfter: TOKENS / 2 };

const PATIENCE_MS = 60_000;

/**
 * Opens streams which the upstream holds in their middle, a few and then many, and reads them to their end.
 * @param translates whether the subject understands OpenAI's API, as gateways do
 * @returns what each of those that were opened later adds to the memory that the process has from the system
 * @throws WrongAnswer when a stream did not say what the upstream said
 */
export async function residentBytesPerStream(
  upstream: Child<unknown>, subject: RunningSubject, translates: boolean, [few, many]: readonly [number, number],
): Promise<number> {
  const resident = async () => (await subject.child!.ask<Held>('held memory')).residentBytes;
  const agent = new Agent({ keepAlive: true });
  await upstream.ask('speak', SPEECH);
  try {
    const opened: OpenStream[] = [];
    const openUpTo = async (count: number) => {
      const more = await Promise.all(Array.from({ length: count - opened.length }, () => open(subject, translates, agent)));
      await Promise.all(more.map((stream) => stream.readUpTo(TOKENS / 2)));
      opened.push(...more);
    };
    return await within(PATIENCE_MS, (async () => {
      await openUpTo(few);
      const before = await resident();
      await openUpTo(many);
      const after = await resident();
      await upstream.ask('release');
      await Promise.all(opened.map((stream) => stream.readToEnd()));
      return (after - before) / (many - few);
    })(), `streams were not read within ${PATIENCE_MS} ms`);
  } finally {
    agent.destroy();
  }
}

function open({ port, apiKey, ask }: RunningSubject, translates: boolean, agent: Agent): Promise<OpenStream> {
  const [request, format] = translates ? [chatStreamRequest(), CHAT_STREAM] : [streamRequest(), CONVERSE_STREAM];
  return openStream({ port, apiKey, agent, listener: format.listen(SPEECH), ...ask ? ask(request) : request });
}
