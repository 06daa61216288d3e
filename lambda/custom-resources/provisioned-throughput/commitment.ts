import type { Throughput } from './control-plane';

const TERMS = { OneMonth: 'one month', SixMonths: 'six months' } as const;

/** It cannot be deleted, and is paid for, until then. */
export function runsUntil({ commitment, commitmentEnd }: Throughput, now: number): number | undefined {
  return commitment !== undefined && commitmentEnd !== undefined && commitmentEnd > now ? commitmentEnd : undefined;
}

/** `its commitment of one month runs until 2026-12-21T10:00:00.000Z` */
export function describeTerm({ commitment }: Throughput, end: number): string {
  return `its commitment${commitment ? ` of ${TERMS[commitment]}` : ''} runs until ${new Date(end).toISOString()}`;
}
