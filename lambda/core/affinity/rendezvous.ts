import { hashText, unitInterval } from './hash-text';
import { TierMember } from '../../../src/contract/plan';

/** What takes part in the drawing. */
export interface Entrant {
  readonly name: string;
  /** Above 0. */
  readonly weight: number;
}

/**
 * Rendezvous hashing: each member draws a number from its name and the key, and the draws give the order. A member
 * comes first for a share of the keys that its weight says. When one leaves, its keys move to the members that came
 * second for them, and no other key moves; when one joins, it takes its share and nothing else changes.
 *
 * It needs no state, so it never forgets: a key meets the same member for as long as the plan has it, in every
 * container, and so for longer than any prompt cache lives.
 */
export function orderByAffinity(members: readonly TierMember[], key: string): readonly TierMember[] {
  return orderByDraw(members, key, ({ target, weight }) => ({ name: target, weight }));
}

/** Rendezvous hashing of anything that has a name and a weight. */
export function orderByDraw<Item>(items: readonly Item[], key: string, entrantOf: (item: Item) => Entrant): readonly Item[] {
  return items
    .map((item) => {
      const entrant = entrantOf(item);
      return { item, name: entrant.name, draw: drawOf(entrant, key) };
    })
    // Two with the same draw are ordered by name, so that the order in which they are listed never matters.
    .sort((left, right) => left.draw - right.draw || (left.name < right.name ? -1 : 1))
    .map(({ item }) => item);
}

/** Exponentially distributed with the weight as its rate: the smallest of several is a member's in proportion to its weight. */
function drawOf({ name, weight }: Entrant, key: string): number {
  return -Math.log(unitInterval(hashText(`${key}\u0000${name}`))) / weight;
}
