import { allFrames, converseStream, invokeStream } from '../../../bench/workload/answers';
import { SHORT_SPEECH, tokensOf } from '../../../bench/workload/speech';

describe('the tokens of a speech', () => {
  test.each([[20, 13], [10_000, 13], [3, 4_096]])('are %d of %d bytes each, all different', (tokens, tokenBytes) => {
    const spoken = tokensOf({ tokens, tokenBytes });
    expect(spoken).toHaveLength(tokens);
    expect(new Set(spoken).size).toBe(tokens);
    expect(new Set(spoken.map((token) => Buffer.byteLength(token)))).toEqual(new Set([tokenBytes]));
  });

  test.each([[100_000, 13], [20, 12]])('cannot be %d of %d bytes', (tokens, tokenBytes) => {
    expect(() => tokensOf({ tokens, tokenBytes })).toThrow(new RangeError(
      `${tokens} tokens of ${tokenBytes} bytes cannot be told apart: at most 99999 of at least 13 bytes can`));
  });

  test.each([['ConverseStream', converseStream], ['InvokeModelWithResponseStream', invokeStream]])('are one frame each in %s, of one length', (_, answer) => {
    const { opening, tokens, ending } = answer(SHORT_SPEECH);
    expect(tokens).toHaveLength(SHORT_SPEECH.tokens);
    expect(new Set(tokens.map(({ length }) => length)).size).toBe(1);
    expect(allFrames(answer(SHORT_SPEECH))).toHaveLength(opening.length + tokens.length + ending.length);
  });
});
