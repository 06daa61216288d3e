/** How the gateway finds out which tenant is calling. There is no open gateway. */
export abstract class GatewayAuth {
  /**
   * API keys, which the operator creates per tenant with `npx cdk-resilient-inference keys create`. The table
   * holds only their SHA-256.
   */
  public static apiKeys(): GatewayAuth {
    return new (class extends GatewayAuth {
      /** @internal */
      public _tableActions(): string[] {
        return ['dynamodb:GetItem'];
      }
    })();
  }

  /**
   * What finding the tenant needs to do with the table.
   *
   * @internal
   */
  public abstract _tableActions(): string[];
}
