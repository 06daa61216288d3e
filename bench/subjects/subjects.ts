import { WorkName } from '../workload/works';

export type SubjectName = 'direct' | 'bare' | 'bare+SigV4' | 'gateway' | 'gateway+admission';

/** One way from the client to the upstream. */
export interface SubjectTraits {
  readonly name: SubjectName;
  readonly explanation: string;
  /** Whether what it sends to Bedrock is signed. */
  readonly signs: boolean;
  /** Whether every request writes to the quota table. */
  readonly admits: boolean;
  readonly works: readonly WorkName[];
  /** How many times the common warm-up it takes until its code is compiled: the longer the code, the longer that takes. */
  readonly warmUps: number;
}

const PASSED_ON: readonly WorkName[] = ['converse-1', 'converse-10', 'converse-stream-10'];
const ALL: readonly WorkName[] = [...PASSED_ON, 'chat-completions-10'];

export const SUBJECTS: readonly SubjectTraits[] = [
  { name: 'direct', explanation: 'the client calls the mock upstream itself', signs: false, admits: false, works: PASSED_ON, warmUps: 1 },
  { name: 'bare', explanation: 'minimal reverse proxy on node:http', signs: false, admits: false, works: PASSED_ON, warmUps: 1 },
  { name: 'bare+SigV4', explanation: 'the same, and every request is signed', signs: true, admits: false, works: PASSED_ON, warmUps: 1 },
  { name: 'gateway', explanation: 'the gateway, for a tenant without quota', signs: true, admits: false, works: ALL, warmUps: 4 },
  { name: 'gateway+admission', explanation: 'the gateway, with a quota checked exactly for every request', signs: true, admits: true, works: ALL, warmUps: 4 },
];
