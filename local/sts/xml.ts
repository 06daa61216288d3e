/** A nested answer; members keep their order. */
export interface XmlFields { readonly [name: string]: string | XmlFields }

/** STS's namespace and API version. */
const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;' };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A document in STS's namespace, as the query protocol answers it. */
export function stsXml(root: string, fields: XmlFields): Buffer {
  return Buffer.from(`<${root} xmlns="${STS_NAMESPACE}">${members(fields)}</${root}>`);
}

function members(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? escapeXml(value) : members(value)}</${name}>`)
    .join('');
}
