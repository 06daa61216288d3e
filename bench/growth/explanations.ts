import { DirectionName } from './directions';

/** What is to be said of each direction: why it grows as it does. */
export const EXPLANATIONS: { readonly [direction in DirectionName]: readonly string[] } = {
  targets: [
    'A request puts all targets of its route in order, because any of them may be the one that answers in the end, and keeps a little of each while it tries them: that is the time for each target in the line above. '
    + 'Putting them in order is a sort, and so takes n log n; [what it takes by strategy](benchmarks-planning.md) is measured alone. '
    + 'Nothing is asked over the network for a target that is not called. The log line names twenty candidates at most, so that it grows up to there and no further.',
  ],
  tenants: [
    'Nothing looks through the tenants: one of ten thousand is found as fast as the only one. The plan is parsed once, and what it holds of each tenant stays in memory, which is the slope of its line.',
    'When all tenants call in turn, a request finds a key that this environment has not seen for a while. What the table says of a key counts for 30 s, so with enough tenants every request reads its key again: '
    + 'that is one read, whether there are a hundred tenants or ten thousand. It grows with the time between two requests of one key, not with the tenants, and is what revoking a key within 30 s costs.',
  ],
  chunks: [
    'A chunk costs the same wherever it stands in the stream; what a request costs once hides that among short streams. '
    + 'Memory rises until the buffers between the upstream and the reader have been used once, within the first thousand chunks, and then stays: nothing of a stream is kept. '
    + "The API that has to repeat its text in the end, OpenAI's responses, is the exception, and is measured with [the other streams](benchmarks-streams.md).",
  ],
  streams: [
    'Each stream has memory of its own and shares nothing but the core. CPU time of a stream falls because chunks that arrive together are read and written together, where a single stream wakes the process up for every chunk. '
    + 'The first token of a stream waits for whatever the process is at: that stays small until the core is busy. The streams of the largest size make 3,333 chunks a second together; '
    + 'where the CPU time of a stream, times the streams that begin in a second, comes near one second, the core is busy and the first token waits in a queue. That is a limit of the core and not of the number of streams.',
  ],
  prompt: [
    'The proxy receives the bytes, hashes them for the signature and sends them; the difference between its line and that of the gateway is what the gateway does with every byte: it decodes the text, looks how deep it is nested and whether it has numbers that would be changed, '
    + 'parses it, estimates its tokens, writes it again with what the request is charged to, encodes and hashes it. Each of these is done once, whatever the size, so that all of them grow in proportion. '
    + 'A document in base64 is one long text, which costs less than as many bytes in turns.',
    'The peak of memory is made of the copies of the body that exist at once: the bytes that came, their text, the parsed request, the text that is sent and its bytes. Below a few hundred kilobytes they disappear among what was garbage anyway. '
    + 'Part of it, and of the CPU time, belongs to the HTTP front of this benchmark, which turns the bytes into the text of an event as Lambda would before the gateway starts.',
  ],
};
