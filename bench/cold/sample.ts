import { Launched } from './launch';
import { Mark, millisecondsBetween, Moment } from './marks';
import { ColdSubjectName } from './subjects';
import { Arrival } from './upstream';

/** What loads the handler. */
export type LoaderName = 'plain' | 'runtime interface client';

/** The time between two moments that can be seen, in the order in which they come. */
export const PARTS = [
  'process', 'load', 'plan, read', 'plan, check', 'construction', 'to the table', 'table', 'to Bedrock', 'to the answer',
] as const;

export type Part = typeof PARTS[number];

/** One start of one subject. */
export interface ColdSample {
  /** From 1. */
  readonly round: number;
  /** Of Node.js, such as `v24.1.0`. */
  readonly node: string;
  readonly loader: LoaderName;
  readonly subject: ColdSubjectName;
  /** Whether the bundle had marks in it: only its parts are looked at. */
  readonly marked: boolean;
  /** From the start of the process until the handler can be called. */
  readonly readyMs: number;
  /** From then until the end of the first answer. */
  readonly answerMs: number;
  /** Of the process, up to the end of its first request. Absent: it cannot be asked. */
  readonly cpuMs?: number;
  readonly parts: Readonly<Partial<Record<Part, number>>>;
  readonly tableCalls: number;
  readonly bedrockCalls: number;
}

export type Identity = Pick<ColdSample, 'round' | 'node' | 'loader' | 'subject' | 'marked'>;

export function sampleOf(identity: Identity, launched: Launched, arrivals: readonly Arrival[]): ColdSample {
  const { spawned, ready, answered, cpuMs } = launched;
  const at = (place: Arrival['at']) => arrivals.filter((arrival) => arrival.at === place);
  return {
    ...identity,
    readyMs: millisecondsBetween(spawned, ready),
    answerMs: millisecondsBetween(ready, answered),
    ...cpuMs !== undefined && { cpuMs },
    parts: partsOf(launched, at('table'), at('bedrock')[0]),
    tableCalls: at('table').length,
    bedrockCalls: at('bedrock').length,
  };
}

/** Parts lie between moments that were seen; a part whose beginning or end was not is left out. */
function partsOf({ spawned, answered, marks }: Launched, tableCalls: readonly Arrival[], bedrockCall: Arrival | undefined): ColdSample['parts'] {
  const mark = (name: Mark) => marks.get(name);
  const bedrock = momentOf(bedrockCall?.arrived);
  // What comes later settles the request, which its caller does not wait for.
  const before = tableCalls.filter(({ arrived }) => bedrock !== undefined && BigInt(arrived) < bedrock);
  const table = momentOf(before[0]?.arrived);
  const inTable = before.length === 0
    ? undefined
    : before.reduce((sum, call) => sum + (between(momentOf(call.arrived), momentOf(call.answered)) ?? 0), 0);
  const toBedrock = between(table, bedrock);
  const check = between(mark('plan check begun'), mark('plan checked'));
  const afterLoad = between(mark('plan read') ?? mark('loaded'), mark('ready'));
  const parts: { readonly [part in Part]: number | undefined } = {
    'process': between(spawned, mark('begun')),
    'load': between(mark('begun'), mark('loaded')),
    'plan, read': between(mark('loaded'), mark('plan read')),
    'plan, check': check,
    'construction': afterLoad === undefined ? undefined : afterLoad - (check ?? 0),
    'to the table': between(mark('invoked'), table),
    'table': inTable,
    'to Bedrock': toBedrock === undefined ? between(mark('invoked'), bedrock) : toBedrock - (inTable ?? 0),
    'to the answer': between(bedrock ?? mark('invoked'), answered),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function momentOf(text: string | undefined): Moment | undefined {
  return text === undefined ? undefined : BigInt(text);
}

function between(earlier: Moment | undefined, later: Moment | undefined): number | undefined {
  return earlier === undefined || later === undefined ? undefined : millisecondsBetween(earlier, later);
}
