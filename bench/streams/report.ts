import { LARGE_CHUNK_BYTES, LAST_CHUNK_READ, MemorySchedule, STREAMS_AT_ONCE } from './memory-samples';
import { LOADS } from './works';
import { QUIET } from '../method/other-load';
import { Sample } from '../method/sample';
import { Circumstances, circumstancesText } from '../report/document';
import { markdownTable } from '../report/format';
import { Table } from '../report/tables';
import { GATEWAY_NODE_OPTIONS } from '../subjects/gateway';
import { WITHOUT_ADMISSION } from '../subjects/subjects';

/** Where and how streams were measured. */
export interface StreamCircumstances extends Circumstances {
  /** How often a sample was taken at most, when other programs were busy. */
  readonly tries: number;
  readonly samples: number;
  /** Samples that count although other programs were busy, because they were each time. */
  readonly disturbedSamples: number;
  readonly memory: MemorySchedule;
}

export function disturbedAmong(samples: readonly Sample[]): number {
  return samples.filter(({ otherLoad }) => otherLoad > QUIET).length;
}

export function streamCircumstancesText(circumstances: StreamCircumstances): readonly string[] {
  const { samples, disturbedSamples } = circumstances;
  return [...circumstancesText(circumstances), `Samples: ${samples}, of which ${disturbedSamples} with more than ${QUIET * 100} % of the machine taken by other programs`];
}

/** What the figures mean, one paragraph for time and one for memory. */
export function streamMethod({ schedule, tries, memory, ownCore }: StreamCircumstances): readonly string[] {
  const { rounds, sampleMs, warmUpMs } = schedule;
  const paces = [...new Set(LOADS.flatMap(({ everyMs }) => everyMs ?? []))].map((ms) => `${ms} ms`).join(' or ');
  return [
    `The processes, the upstream, the client and the ratios are those of [the other benchmarks](benchmarks.md)${ownCore ? '; the subjects run on a core that the client and the upstream stay off' : ''}. `
    + 'The upstream begins to answer at once and writes each chunk, a frame with a token of 13 bytes, in a turn of its event loop of its own, as fast as it can: several of them then arrive in one piece, which a proxy passes on as one. '
    + `Where it says so, it waits ${paces} between the chunks of a stream, as a model would, and streams begin one after the other: then nearly every chunk is read and written by itself, and no process is at its limit. `
    + 'Every answer is held against what the upstream said: passed through, byte for byte; translated, token for token up to the terminal event, with nothing after it. One wrong answer ends the run. '
    + 'The first token is there when the client has received the piece with the text of the first token, not only the event that announces the message: the gateway answers no earlier than with content, so that it can still change the target before. '
    + 'CPU time of 1,000 chunks is all that the process of the subject used, divided by all tokens: it includes what a request costs once, which weighs the more the fewer chunks a stream has. '
    + `After a warm-up of ${warmUpMs} ms for each subject and work, and several times that for the gateway, there ${rounds === 1 ? 'is 1 round' : `are ${rounds} rounds`} of ${sampleMs} ms for each of them, in random order. `
    + (tries > 1 ? `A sample during which other programs took more than ${QUIET * 100} % of the machine is taken again, up to ${tries} times in all, and the least disturbed one counts. ` : '')
    + 'Where a sample holds fewer than 100 streams, p99 is the slowest one. With 20 connections and chunks that come as fast as they can, subject and client are at their limit, and first tokens wait behind the chunks of other streams.',
    'Memory held is the heap after a forced garbage collection, with what is tied to it outside of the heap (the bytes of buffers), less what it was before the streams were opened; resident memory is what the system says, where freed pages may stay or be used again, so that it says little for few streams. '
    + `The gateway has the limits of V8's heap that the stack sets for its function (\`${GATEWAY_NODE_OPTIONS}\`), the proxies those of Node.js. `
    + 'For the first table the upstream stops in the middle of each stream, and its readers have read everything up to there. '
    + `For the second one ${STREAMS_AT_ONCE} readers stop in the middle of streams of several lengths, or after ${LAST_CHUNK_READ} chunks, with ${LARGE_CHUNK_BYTES / 1024} KiB of text in each chunk; the upstream writes on until nothing takes more, and keeps the last chunk of short streams back so that they stay open. `
    + 'The buffers of the system take a few MiB of each stream, which belong to no process; what the upstream could not send is held back there. Then the readers go on, and every answer is checked to its end. '
    + (memory.reading.length > 0 ? `For the third one the same number of chunks is read in streams of ${lengths(memory.reading)} chunks, by readers who do not wait. ` : '')
    + "OpenAI's responses end with an event that holds the whole text of the answer, so that whoever translates has to keep that text: memory there grows by it. Its long streams have chunks of fewer bytes. "
    + `A run fails when any other stream holds more than 2 MiB. There ${memory.rounds === 1 ? 'is 1 round' : `are ${memory.rounds} rounds`}, shown are medians and, in brackets, the smallest and the largest.`,
  ];
}

/** The whole page of the documentation. */
export function streamDocument(tables: readonly Table[], circumstances: StreamCircumstances): string {
  return [
    '# Benchmarks of streams',
    '',
    'What the gateway adds to streamed answers, measured against a bare reverse proxy: time to the first token, CPU time of chunks, and memory. '
    + 'This page is written by `npm run bench -- --streams --write`; whole answers are on [another one](benchmarks.md).',
    '',
    ...streamCircumstancesText(circumstances).map((line) => `- ${line}`),
    '',
    '## Subjects',
    '',
    ...WITHOUT_ADMISSION.map(({ name, explanation }) => `- **${name}**: ${explanation}`),
    '',
    '## Method',
    '',
    streamMethod(circumstances).join('\n\n'),
    '',
    '## Results',
    '',
    tables.map(markdownTable).join('\n'),
  ].join('\n');
}

function lengths(chunks: readonly number[]): string {
  return chunks.map((count) => count.toLocaleString('en-US')).join(' and of ');
}
