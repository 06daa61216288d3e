/** Chooses the Region that serves a cross-Region call, and knows how busy each one is. */
export class ServingRegions {
  private readonly inFlight = new Map<string, number>();

  constructor(private readonly random: () => number) {}

  /** A random Region, those with fewer requests in flight being much likelier. */
  pick(regions: readonly string[]): string {
    const weights = regions.map((region) => 1 / (1 + (this.inFlight.get(region) ?? 0)) ** 2);
    let point = this.random() * weights.reduce((sum, weight) => sum + weight, 0);
    const index = weights.findIndex((weight) => (point -= weight) < 0);
    const region = regions[index] ?? regions[regions.length - 1];
    if (region === undefined) throw new Error('no Region to choose from; expected at least one destination');
    return region;
  }

  /** Counts a request in; the function returned counts it out, once. */
  enter(region: string): () => void {
    this.inFlight.set(region, (this.inFlight.get(region) ?? 0) + 1);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.inFlight.set(region, (this.inFlight.get(region) ?? 1) - 1);
    };
  }
}
