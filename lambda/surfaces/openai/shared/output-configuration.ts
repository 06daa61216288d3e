import { optional, quoted, requireObject, requireString, unsupportedField, wrongField } from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** A schema that answers have to conform to, where one API keeps it and where it stands. */
export interface Schema {
  readonly definition: JsonObject;
  readonly at: string;
}

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_OutputConfig.html (effort) */
const EFFORTS: readonly unknown[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** Converse's `outputConfig`; nothing for an answer in plain text without an effort. */
export function outputConfiguration(textFormat: JsonObject | undefined, effort: string | undefined): { readonly outputConfig?: JsonObject } {
  if (textFormat === undefined && effort === undefined) return {};
  return { outputConfig: { ...(textFormat === undefined ? {} : { textFormat }), ...(effort === undefined ? {} : { effort }) } };
}

/**
 * The format of an answer's text.
 * @param schemaOf where a format of type `json_schema` has its name and schema
 * @returns nothing for plain text
 */
export function readTextFormat(value: unknown, field: string, schemaOf: (format: JsonObject) => Schema): JsonObject | undefined {
  if (value === undefined) return undefined;
  const format = requireObject(value, field);
  if (format.type === 'text') {
    checkKnownMembers(format, ['type'], field);
    return undefined;
  }
  if (format.type === 'json_object') {
    throw unsupportedField(`${field}.type`, "Converse has no JSON mode without a schema; use 'json_schema'");
  }
  if (format.type !== 'json_schema') throw wrongField(`${field}.type`, "'text' or 'json_schema'", quoted(format.type));
  return conforming(schemaOf(format));
}

/**
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
 * Bedrock always enforces the schema, which is what `strict: true` asks for and more than `strict: false` does.
 */
function conforming({ definition, at }: Schema): JsonObject {
  checkKnownMembers(definition, ['name', 'description', 'schema', 'strict'], at);
  const description = optional(definition, 'description');
  const strict = optional(definition, 'strict');
  if (strict !== undefined && typeof strict !== 'boolean') throw wrongField(`${at}.strict`, 'true or false', quoted(strict));
  return {
    type: 'json_schema',
    structure: {
      jsonSchema: {
        name: requireIdentifier(definition.name, `${at}.name`),
        ...(description === undefined ? {} : { description: requireString(description, `${at}.description`) }),
        schema: JSON.stringify(requireObject(definition.schema, `${at}.schema`)),
      },
    },
  };
}

/** How much a model is to reason. Converse has nothing below `low`. */
export function effortOf(value: unknown, field: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !EFFORTS.includes(value)) {
    throw wrongField(field, `${EFFORTS.map(quoted).join(', ')} or nothing, since Converse has no other effort`, quoted(value));
  }
  return value;
}
