/** A web ACL that was checked. */
export type BoundWebAcl = { readonly kind: 'existing'; readonly arn: string } | { readonly kind: 'managed'; readonly requestsPerAddress: number };
