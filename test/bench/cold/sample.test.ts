import { Launched } from '../../../bench/cold/launch';
import { Mark } from '../../../bench/cold/marks';
import { sampleOf } from '../../../bench/cold/sample';
import { Arrival } from '../../../bench/cold/upstream';

const at = (ms: number) => BigInt(ms * 1_000_000);

const IDENTITY = { round: 1, node: 'v24.1.0', loader: 'plain', subject: 'gateway, 1 tenant', marked: true } as const;

function launched(marks: Partial<Record<Mark, number>>): Launched {
  const given = new Map(Object.entries(marks).map(([mark, ms]) => [mark as Mark, at(ms)]));
  return { spawned: at(100), ready: at(180), answered: at(220), marks: given, cpuMs: 75, answer: { status: 200, body: Buffer.alloc(0) } };
}

function arrival(place: Arrival['at'], arrived: number, answered: number): Arrival {
  return { at: place, operation: 'any', arrived: String(at(arrived)), answered: String(at(answered)) };
}

describe('the parts of a start', () => {
  test('lie between the moments that were seen, and the check of the plan is no construction', () => {
    const marks = { 'begun': 125, 'loaded': 150, 'plan read': 155, 'plan check begun': 160, 'plan checked': 172, 'ready': 180, 'invoked': 181 };
    // The last call settles: it comes after Bedrock was asked.
    const arrivals = [arrival('table', 190, 192), arrival('table', 200, 201), arrival('bedrock', 210, 211), arrival('table', 213, 214)];
    expect(sampleOf(IDENTITY, launched(marks), arrivals)).toEqual({
      ...IDENTITY,
      readyMs: 80,
      answerMs: 40,
      cpuMs: 75,
      parts: {
        'process': 25, 'load': 25, 'plan, read': 5, 'plan, check': 12, 'construction': 13, 'to the table': 9, 'table': 3, 'to Bedrock': 17, 'to the answer': 10,
      },
      tableCalls: 3,
      bedrockCalls: 1,
    });
  });

  test('of a handler without plan and calls are its load, its construction and its answer', () => {
    const { parts } = sampleOf(IDENTITY, launched({ begun: 125, loaded: 150, ready: 180, invoked: 181 }), []);
    expect(parts).toEqual({ 'process': 25, 'load': 25, 'construction': 30, 'to the answer': 39 });
  });

  test('of a handler that calls Bedrock alone count its way there from the event', () => {
    const { parts } = sampleOf(IDENTITY, launched({ begun: 125, loaded: 150, ready: 180, invoked: 181 }), [arrival('bedrock', 200, 202)]);
    expect(parts).toMatchObject({ 'to Bedrock': 19, 'to the answer': 20 });
  });

  test('are unknown where nobody looked', () => {
    expect(sampleOf({ ...IDENTITY, loader: 'runtime interface client' }, launched({}), [])).toMatchObject({ readyMs: 80, answerMs: 40, parts: {} });
  });
});
