import { AssemblyError } from './assembly-error';

/** The first `count` IPv4 blocks with `hostBits` host bits inside `block`, as `Fn::Cidr` lists them. */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  if (match === null) throw new AssemblyError(`Fn::Cidr expects an IPv4 block such as 10.0.0.0/16, received ${block}.`);
  const [a, b, c, d] = match.slice(1, 5).map(Number) as [number, number, number, number];
  const start = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** hostBits;
  return Array.from({ length: count }, (_unused, index) => {
    const address = start + index * size;
    const octets = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((weight) => Math.floor(address / weight) % 256);
    return `${octets.join('.')}/${32 - hostBits}`;
  });
}
