import { Health } from '../../../../lambda/core/health/health';
import { JudgedCandidate, Verdict } from '../../../../lambda/core/health/order-by-health';
import { createObservations, FAILURE_COUNTS_AS_MS } from '../../../../lambda/core/observations/observations';
import { createAttemptWitness } from '../../../../lambda/core/serving/attempt-witness';
import { targetOf } from '../../../support/core/plans';

const judged = (name: string, verdict: Verdict): JudgedCandidate => ({ candidate: { target: targetOf(name), tier: 0 }, verdict });

/** A witness of these candidates, and what it tells health. */
function witnessOf(...candidates: readonly JudgedCandidate[]) {
  const told: string[] = [];
  const health: Health = {
    refresh: () => undefined,
    judge: async () => [],
    began: (target, startedAt) => { told.push(`began ${target}, called at ${startedAt}`); },
    succeeded: (target, startedAt) => { told.push(`succeeded ${target} begun at ${startedAt}`); },
    failed: (target, failure) => { told.push(`failed ${target} ${failure}`); },
    abandoned: (target) => { told.push(`abandoned ${target}`); },
    idle: async () => undefined,
  };
  const observations = createObservations(() => 0);
  return { told, observations, witness: createAttemptWitness({ health, observations }, candidates) };
}

describe('a probe that a request has claimed', () => {
  const probing = () => witnessOf(judged('first', 'probe'), judged('second', 'healthy'));

  it('is given up once when its target is passed over', () => {
    const { witness, told } = probing();
    witness.passedOver('first');
    witness.done();
    expect(told).toEqual(['abandoned first']);
  });

  it('stays claimed while others are passed over', () => {
    const { witness, told } = probing();
    witness.passedOver('second');
    expect(told).toEqual([]);
  });

  it('is still to be given up when only others have been called', () => {
    const { witness, told } = probing();
    witness.called('second', 0);
    witness.done();
    expect(told).toEqual(['abandoned first']);
  });

  it('is left to its call, once that is made', () => {
    const { witness, told } = probing();
    witness.called('first', 0);
    witness.done();
    expect(told).toEqual([]);
  });

  it('is given up when other candidates take the place of these, one of which is then to be given up', () => {
    const { witness, told } = probing();
    witness.consider([judged('third', 'probe')]);
    expect(told).toEqual(['abandoned first']);
    witness.done();
    expect(told).toEqual(['abandoned first', 'abandoned third']);
  });
});

describe('a call', () => {
  it('that answers is told with the time it began at, because one from before a breaker opened proves nothing', () => {
    const { witness, told } = witnessOf(judged('first', 'healthy'));
    const called = witness.called('first', 1_234);
    called.answered();
    called.completed();
    expect(told).toEqual(['began first, called at 1234', 'succeeded first begun at 1234']);
  });

  it('that the target has failed counts as a slow answer', () => {
    const { witness, observations } = witnessOf(judged('first', 'healthy'));
    witness.called('first', 0).failed('unavailable');
    expect(observations.firstContentMs('first')).toBe(FAILURE_COUNTS_AS_MS);
  });

  it.each(['callerFault', 'staleConnection', 'deadline'] as const)('that ends with %s says nothing of how fast the target is', (failure) => {
    const { witness, observations } = witnessOf(judged('first', 'healthy'));
    witness.called('first', 0).failed(failure);
    expect(observations.firstContentMs('first')).toBeUndefined();
  });
});
