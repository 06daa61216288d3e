import { optional, quoted, requireObject, unsupportedField, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

const EFFORTS: readonly unknown[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/**
 * How much effort and in which format, as Converse's output configuration.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_OutputConfig.html
 */
export function outputConfiguration(body: JsonObject): { readonly outputConfig?: JsonObject } {
  const config = requireObject(optional(body, 'output_config') ?? {}, 'output_config');
  checkKnownMembers(config, ['effort', 'format'], 'output_config');
  const effort = optional(config, 'effort');
  if (effort !== undefined && !EFFORTS.includes(effort)) {
    throw wrongField('output_config.effort', EFFORTS.map((each) => `'${String(each)}'`).join(', '), quoted(effort));
  }
  // The older name, from when it was a beta.
  const older = optional(body, 'output_format');
  const format = optional(config, 'format');
  if (older !== undefined && format !== undefined) throw unsupportedField('output_format', "'output_config.format' is given as well; leave one of them out");
  const outputConfig = {
    ...(effort === undefined ? {} : { effort }),
    ...(format === undefined ? {} : textFormat(format, 'output_config.format')),
    ...(older === undefined ? {} : textFormat(older, 'output_format')),
  };
  return Object.keys(outputConfig).length === 0 ? {} : { outputConfig };
}

function textFormat(value: unknown, field: string): JsonObject {
  const format = requireObject(value, field);
  if (format.type !== 'json_schema') throw wrongField(`${field}.type`, "'json_schema'", quoted(format.type));
  checkKnownMembers(format, ['type', 'schema'], field);
  const schema = JSON.stringify(requireObject(format.schema, `${field}.schema`));
  return { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema } } } };
}
