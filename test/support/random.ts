/** A small seeded generator (Park and Miller's minimal standard), so that a failing run can be repeated. */
export function seededRandom(seed: number): () => number {
  const modulus = 2147483647;
  let state = (Math.abs(Math.trunc(seed)) % (modulus - 1)) + 1;
  const next = () => {
    state = (state * 48271) % modulus;
    return (state - 1) / (modulus - 1);
  };
  // Neighbouring seeds start close to each other; a few steps take them apart.
  for (let step = 0; step < 3; step++) next();
  return next;
}
