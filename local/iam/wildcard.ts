/**
 * A wildcard character that came out of a policy variable stands for itself. While a pattern is
 * handled it is written as one of these two private-use characters.
 */
const LITERAL_ASTERISK = '\uE000';
const LITERAL_QUESTION_MARK = '\uE001';

/** Makes a text that holds only itself: its wildcards match nothing but themselves. */
export function asLiteral(text: string): string {
  return text.replaceAll('*', LITERAL_ASTERISK).replaceAll('?', LITERAL_QUESTION_MARK);
}

/** The plain text of a pattern, for operators that compare without wildcards. */
export function plainText(pattern: string): string {
  return pattern.replaceAll(LITERAL_ASTERISK, '*').replaceAll(LITERAL_QUESTION_MARK, '?');
}

/** `*` matches any run of characters, also an empty one; `?` matches exactly one. Case-sensitive. */
export function matchesWildcard(pattern: string, value: string): boolean {
  let patternIndex = 0;
  let valueIndex = 0;
  let resumePattern = -1;
  let resumeValue = 0;
  while (valueIndex < value.length) {
    const symbol = pattern[patternIndex];
    if (symbol === '*') {
      resumePattern = patternIndex + 1;
      resumeValue = valueIndex;
      patternIndex += 1;
    } else if (symbol !== undefined && (symbol === '?' || plainText(symbol) === value[valueIndex])) {
      patternIndex += 1;
      valueIndex += 1;
    } else if (resumePattern >= 0) {
      // The latest asterisk swallows one more character and the rest is tried again.
      resumeValue += 1;
      patternIndex = resumePattern;
      valueIndex = resumeValue;
    } else {
      return false;
    }
  }
  while (pattern[patternIndex] === '*') patternIndex += 1;
  return patternIndex === pattern.length;
}
