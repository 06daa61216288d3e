import { STREAM_APIS, StreamApi } from './apis';
import { SHORT_SPEECH, Speech } from '../workload/speech';
import { checkOf } from '../workload/streams/formats';
import { Work } from '../workload/works';

/** How many streams are read at once, and what they are like. */
export interface StreamLoad {
  readonly connections: number;
  readonly chunks: number;
  /** Between two chunks of a stream. Absent: they come as fast as the upstream can write them. */
  readonly everyMs?: number;
}

/** A work that reads streams. */
export interface StreamWork extends Work {
  readonly api: StreamApi;
  readonly load: StreamLoad;
}

export const LOADS: readonly StreamLoad[] = [
  ...[1, 20].flatMap((connections) => [20, 100, 1_000].map((chunks): StreamLoad => ({ connections, chunks }))),
  { connections: 20, chunks: 100, everyMs: 5 },
];

export const QUICK_LOADS: readonly StreamLoad[] = [{ connections: 1, chunks: 20 }, { connections: 20, chunks: 100 }];

/** Every API under every load. */
export function streamWorks(loads: readonly StreamLoad[]): readonly StreamWork[] {
  return STREAM_APIS.flatMap((api) => loads.map((load) => workOf(api, load)));
}

export function loadTitle({ connections, chunks, everyMs }: StreamLoad): string {
  const pace = everyMs === undefined ? '' : `, one each ${everyMs} ms`;
  return `${connections} connection${connections === 1 ? '' : 's'}, ${chunks.toLocaleString('en-US')} chunks${pace}`;
}

function workOf(api: StreamApi, load: StreamLoad): StreamWork {
  const speech: Speech = { ...SHORT_SPEECH, tokens: load.chunks, everyMs: load.everyMs };
  const { path, headers, body, translated, operation, format } = api;
  const name = (of: string) => `${of}, ${loadTitle(load)}`;
  return {
    api,
    load,
    name: name(api.name),
    title: `${api.title}, ${loadTitle(load)}`,
    path,
    headers,
    body,
    connections: load.connections,
    check: checkOf(format, speech),
    translated,
    operation,
    speech,
    firstToken: format.firstToken,
    comparedWith: name(api.comparedWith),
  };
}
