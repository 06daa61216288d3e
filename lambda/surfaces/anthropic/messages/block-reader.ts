import { quoted, requireObject, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';

/** Reads one content block of a known type into what stands for it. */
export type BlockReader<Result> = (block: JsonObject, field: string) => readonly Result[];

/** Reads a list of content blocks, each by its type. @throws GatewayError for a type that none of the readers knows */
export function blockReader<Result>(
  readers: Readonly<Record<string, BlockReader<Result>>>,
): (blocks: readonly unknown[], field: string) => readonly Result[] {
  const known = Object.keys(readers).map((type) => `'${type}'`).join(' or ');
  return (blocks, field) => blocks.flatMap((value, index) => {
    const at = `${field}[${index}]`;
    const block = requireObject(value, at);
    const reader = typeof block.type === 'string' && Object.hasOwn(readers, block.type) ? readers[block.type] : undefined;
    if (reader === undefined) throw wrongField(`${at}.type`, known, quoted(block.type));
    return reader(block, at);
  });
}
