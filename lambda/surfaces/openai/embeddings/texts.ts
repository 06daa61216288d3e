import { kindOf, requireNonEmptyString, unsupportedField, wrongField } from '../../shared/fields';

/** OpenAI's own limit: https://platform.openai.com/docs/api-reference/embeddings/create (input) */
const MOST_TEXTS = 2_048;

/** One text or a list of them. @throws GatewayError, for tokens too: those of OpenAI mean nothing to other models */
export function readTexts(input: unknown): readonly string[] {
  if (!Array.isArray(input)) return [requireNonEmptyString(input, 'input')];
  if (input.length === 0 || input.length > MOST_TEXTS) {
    throw wrongField('input', `a string, or an array of 1 to ${MOST_TEXTS} strings`, input.length === 0 ? kindOf(input) : `an array of ${input.length}`);
  }
  return input.map((text: unknown, index) => {
    const field = `input[${index}]`;
    if (typeof text === 'number' || Array.isArray(text)) {
      throw unsupportedField(typeof text === 'number' ? 'input' : field, 'tokens are those of one tokenizer, which the models here do not have: send the text itself');
    }
    return requireNonEmptyString(text, field);
  });
}
