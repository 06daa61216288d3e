import * as fc from 'fast-check';
import { outcomeOf } from '../../../scorecard/judge/outcome';
import { CallerView } from '../../../scorecard/judge/views';

const CANONICAL = { text: 'Amber birch cedar', finish: 'stop', usage: { inputTokens: 5, outputTokens: 3 } };

function caller(view: Partial<CallerView>): CallerView {
  return { status: 200, text: '', wallMs: 1, ...view };
}

const inBand = { kind: 'inBand', name: 'server_error', message: 'broke off' } as const;

describe('what a caller has in hand', () => {
  test('the whole text and its end are a whole answer', () => {
    expect(outcomeOf(caller({ text: CANONICAL.text, finish: 'stop' }), CANONICAL)).toEqual({ kind: 'whole' });
  });

  test.each(['content_filter', 'content_filtered'])('an answer that ends with %s is a filtered one', (finish) => {
    expect(outcomeOf(caller({ text: CANONICAL.text, finish }), CANONICAL)).toEqual({ kind: 'filtered' });
  });

  test('a truncated text that claims to be complete is wrong, and says by how much', () => {
    expect(outcomeOf(caller({ text: 'Amber', finish: 'stop' }), CANONICAL))
      .toEqual({ kind: 'wrong', why: '5 of 17 characters were presented as the whole answer' });
  });

  test('a whole text without an end is wrong', () => {
    expect(outcomeOf(caller({ text: CANONICAL.text }), CANONICAL)).toMatchObject({ kind: 'wrong', why: expect.stringContaining('without saying so') });
  });

  test('a spliced text that differs is wrong, and says where', () => {
    expect(outcomeOf(caller({ text: 'Amber birch birch', finish: 'stop' }), CANONICAL))
      .toMatchObject({ kind: 'wrong', why: expect.stringContaining('at character 12') });
  });

  test('another reason for the end is wrong', () => {
    expect(outcomeOf(caller({ text: CANONICAL.text, finish: 'length' }), CANONICAL))
      .toEqual({ kind: 'wrong', why: 'the answer ended with length instead of stop' });
  });

  test('an error in the stream after the beginning of the answer is clean', () => {
    expect(outcomeOf(caller({ text: 'Amber', error: inBand }), CANONICAL)).toEqual({ kind: 'cleanError' });
  });

  test('an error after text that is no beginning of the answer is wrong', () => {
    expect(outcomeOf(caller({ text: 'Birch', error: inBand }), CANONICAL)).toMatchObject({ kind: 'wrong' });
  });

  test('an error after the end of the answer is wrong', () => {
    expect(outcomeOf(caller({ text: CANONICAL.text, finish: 'stop', error: inBand }), CANONICAL))
      .toEqual({ kind: 'wrong', why: 'the answer was declared complete and then failed' });
  });

  test('an error that is not in the shape of the API is wrong', () => {
    expect(outcomeOf(caller({ status: 502, error: { kind: 'answer', message: '<html>' } }), CANONICAL))
      .toEqual({ kind: 'wrong', why: "the error is not in the API's own shape: <html>" });
  });

  test('a connection that breaks is no clean error', () => {
    expect(outcomeOf(caller({ text: 'Amber', error: { kind: 'connection', message: 'terminated' } }), CANONICAL)).toEqual({ kind: 'brokenConnection' });
  });

  test('a request that never ends is wrong, whatever came', () => {
    expect(outcomeOf(caller({ text: CANONICAL.text, finish: 'stop', hung: true }), CANONICAL)).toEqual({ kind: 'wrong', why: 'the request never ended' });
  });

  test('a caller that left has left, whatever its client said', () => {
    expect(outcomeOf(caller({ left: true, error: { kind: 'connection', message: 'aborted' } }), CANONICAL)).toEqual({ kind: 'left' });
  });

  test('no text but the whole one is ever a whole answer', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      fc.pre(text !== CANONICAL.text);
      expect(outcomeOf(caller({ text, finish: 'stop' }), CANONICAL).kind).toBe('wrong');
    }));
  });
});
