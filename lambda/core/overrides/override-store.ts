/** The item as it stands there: the text of each override by its attribute, undefined where that is no text. */
export type StoredOverrides = ReadonlyMap<string, string | undefined>;

/** Rejects when the store does not answer in time or fails. */
export interface OverrideStore {
  read(): Promise<StoredOverrides>;
}
