import { Work } from '../workload/works';

/** Gateways of others, in programs of their own. */
export const PEERS = ['Portkey', 'LiteLLM'] as const;
export type PeerName = (typeof PEERS)[number];

export type SubjectName = 'direct' | 'bare' | 'bare+SigV4' | 'front' | 'gateway' | 'gateway+admission' | PeerName;

/** One way from the client to the upstream. */
export interface SubjectTraits {
  readonly name: SubjectName;
  readonly explanation: string;
  /** Whether what it sends to Bedrock is signed. */
  readonly signs: boolean;
  /** Whether every request writes to the quota table. */
  readonly admits: boolean;
  /** Whether it understands anything but Bedrock's own API, and has another target when one fails. */
  readonly translates: boolean;
  /** How many times the common warm-up it takes. */
  readonly warmUps: number;
}

/** Of every program on Node.js: what compiles its code while it runs, and lets its heap grow, takes long to become what it stays. */
export const WARM_UPS = 4;

export const SUBJECTS: readonly SubjectTraits[] = [
  { name: 'direct', explanation: 'the client calls the mock upstream itself', signs: false, admits: false, translates: false, warmUps: 1 },
  { name: 'bare', explanation: 'minimal reverse proxy on node:http', signs: false, admits: false, translates: false, warmUps: WARM_UPS },
  { name: 'bare+SigV4', explanation: 'the same, and every request is signed', signs: true, admits: false, translates: false, warmUps: WARM_UPS },
  {
    name: 'front',
    explanation: 'the small HTTP front that stands for API Gateway and Lambda, with a handler that passes requests on unsigned: its share of the figures of the gateway',
    signs: false,
    admits: false,
    translates: false,
    warmUps: WARM_UPS,
  },
  { name: 'gateway', explanation: 'the gateway behind that front, for a tenant without quota', signs: true, admits: false, translates: true, warmUps: WARM_UPS },
  {
    name: 'gateway+admission',
    explanation: 'the gateway behind that front, with a quota checked exactly for every request',
    signs: true,
    admits: true,
    translates: true,
    warmUps: WARM_UPS,
  },
  {
    name: 'Portkey',
    explanation: 'Portkey\'s open-source gateway on its Bedrock route, with one retry and one fallback; it limits no tenant; for each stream from Bedrock it writes an error of its own log, which goes nowhere',
    signs: true,
    admits: false,
    translates: true,
    warmUps: WARM_UPS,
  },
  {
    name: 'LiteLLM',
    explanation: 'LiteLLM\'s proxy with one worker, with one retry and one fallback, without a database; it limits no tenant',
    signs: true,
    admits: false,
    translates: true,
    warmUps: 2,
  },
];

/** This project's own, for measurements of what a request costs once it is admitted, which no quota has a part in. */
export const WITHOUT_ADMISSION = SUBJECTS.filter(({ name }) => ['direct', 'bare', 'bare+SigV4', 'gateway'].includes(name));

/** What can be measured when only these peers are there. */
export function subjectsWith(peers: readonly PeerName[]): readonly SubjectTraits[] {
  return SUBJECTS.filter(({ name }) => !isPeer(name) || peers.includes(name));
}

export function isPeer(name: SubjectName): name is PeerName {
  return PEERS.some((peer) => peer === name);
}

export function canDo({ translates }: Pick<SubjectTraits, 'translates'>, { translated }: Pick<Work, 'translated'>): boolean {
  return translates || !translated;
}
