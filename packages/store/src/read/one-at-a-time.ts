/** Lets one after the other do what takes too much memory to be done twice at once. */
export interface OneAtATime {
  /** Waits for its turn. @returns ends the turn */
  enter(): Promise<() => void>;
}

export function createOneAtATime(): OneAtATime {
  let last: Promise<void> = Promise.resolve();
  return {
    async enter() {
      const before = last;
      let leave!: () => void;
      last = new Promise((resolve) => {
        leave = resolve;
      });
      await before;
      return leave;
    },
  };
}
