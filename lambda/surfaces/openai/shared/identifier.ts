import { requireString, wrongField } from '../../shared/fields';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolUseBlock.html */
const IDENTIFIER = /^[a-zA-Z0-9_-]{1,64}$/;
const EXPECTED_IDENTIFIER = "1 to 64 letters, digits, '_' or '-'";

/** A name or an id in the alphabet that Bedrock accepts. */
export function requireIdentifier(value: unknown, field: string): string {
  const text = requireString(value, field);
  if (!IDENTIFIER.test(text)) throw wrongField(field, EXPECTED_IDENTIFIER, text === '' ? 'an empty string' : 'a string with others or longer');
  return text;
}
