/** Lets one piece of work at a time touch a key; work on different keys runs side by side. */
export interface KeyLocks {
  /** Waits for every earlier holder of any of the keys. All keys are queued at once, so there is no deadlock. */
  hold<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result>;
}

export function createKeyLocks(): KeyLocks {
  const lastHolder = new Map<string, Promise<void>>();

  return {
    hold: async (keys, work) => {
      const earlier = keys.map((key) => lastHolder.get(key));
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      for (const key of keys) lastHolder.set(key, held);
      await Promise.all(earlier);
      try {
        return await work();
      } finally {
        for (const key of keys) {
          if (lastHolder.get(key) === held) lastHolder.delete(key);
        }
        release();
      }
    },
  };
}
