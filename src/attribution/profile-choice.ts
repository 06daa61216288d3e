/** Who has application inference profiles of its own. */
export type ProfileOwner = 'tenant' | 'route';

/** What `ApplicationProfiles` was told, checked. */
export interface ProfileChoice {
  readonly owner: ProfileOwner;
  readonly tags: ReadonlyMap<string, string>;
}
