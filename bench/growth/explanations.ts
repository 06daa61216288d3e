import { DirectionName } from './directions';

/** What is to be said of each direction: why it grows as it does. */
export const EXPLANATIONS: { readonly [direction in DirectionName]: readonly string[] } = {
  targets: [], tenants: [], chunks: [], streams: [], prompt: [],
};
