import { ColdSample } from '../../../bench/cold/sample';

export const WAY = { node: 'v24.1.0', loader: 'plain' } as const;

export function sample(given: Partial<ColdSample>): ColdSample {
  return { ...WAY, round: 1, subject: 'gateway, 1 tenant', marked: false, readyMs: 60, answerMs: 30, parts: {}, tableCalls: 3, bedrockCalls: 1, ...given };
}
