import { Work } from '../workload/works';

export type SubjectName = 'direct' | 'bare' | 'bare+SigV4' | 'gateway' | 'gateway+admission';

/** One way from the client to the upstream. */
export interface SubjectTraits {
  readonly name: SubjectName;
  readonly explanation: string;
  /** Whether what it sends to Bedrock is signed. */
  readonly signs: boolean;
  /** Whether every request writes to the quota table. */
  readonly admits: boolean;
  /** Whether it understands anything but Bedrock's own API. */
  readonly translates: boolean;
  /** How many times the common warm-up it takes until its code is compiled: the longer the code, the longer that takes. */
  readonly warmUps: number;
}

export const SUBJECTS: readonly SubjectTraits[] = [
  { name: 'direct', explanation: 'the client calls the mock upstream itself', signs: false, admits: false, translates: false, warmUps: 1 },
  { name: 'bare', explanation: 'minimal reverse proxy on node:http', signs: false, admits: false, translates: false, warmUps: 1 },
  { name: 'bare+SigV4', explanation: 'the same, and every request is signed', signs: true, admits: false, translates: false, warmUps: 1 },
  { name: 'gateway', explanation: 'the gateway, for a tenant without quota', signs: true, admits: false, translates: true, warmUps: 4 },
  { name: 'gateway+admission', explanation: 'the gateway, with a quota checked exactly for every request', signs: true, admits: true, translates: true, warmUps: 4 },
];

/** For measurements of what a request costs once it is admitted, which no quota has a part in. */
export const WITHOUT_ADMISSION = SUBJECTS.filter(({ admits }) => !admits);

export function canDo({ translates }: Pick<SubjectTraits, 'translates'>, { translated }: Pick<Work, 'translated'>): boolean {
  return translates || !translated;
}
