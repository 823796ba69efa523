/** Something that waits to be inserted. */
export interface StageItem {
  readonly sizeBytes: number;
}

/** The way into the database: takes what comes one by one and inserts it together. */
export interface InsertStage<Item extends StageItem> {
  add(items: readonly Item[]): void;
  /** From now on nothing waits for company. */
  hurry(): void;
}

export interface InsertStageOptions<Item extends StageItem> {
  /** Inserts items together. One call runs at a time; whatever comes meanwhile goes into the next. */
  readonly insert: (items: readonly Item[]) => Promise<void>;
  /** Called with items that are inserted. */
  readonly done: (items: readonly Item[]) => void;
  /** Called for each item that could not be. */
  readonly failed: (item: Item, error: unknown) => void;
  /** True when an item may be to blame: each is then tried by itself. */
  readonly isFaultOfItem: (error: unknown) => boolean;
  /** How long the first item waits for others; milliseconds. */
  readonly delayMs: number;
  /** Bytes that are inserted without waiting for more, and without taking many more. */
  readonly fullBytes: number;
}

/**
 * One insert at a time: every insert costs the engine as much as some hundred rows, and makes a part that is merged later. So
 * under load the inserts become larger instead of more.
 */
export function createInsertStage<Item extends StageItem>(options: InsertStageOptions<Item>): InsertStage<Item> {
  const { insert, done, failed, isFaultOfItem, delayMs, fullBytes } = options;
  let waiting: { readonly item: Item; readonly dueMs: number }[] = [];
  let waitingBytes = 0;
  let running = false;
  let hurried = false;
  let timer: NodeJS.Timeout | undefined;

  function next(): void {
    clearTimeout(timer);
    timer = undefined;
    if (running || waiting.length === 0) return;
    const remainingMs = waiting[0]!.dueMs - performance.now();
    if (waitingBytes >= fullBytes || hurried || remainingMs <= 0) void run();
    else timer = setTimeout(next, remainingMs);
  }

  async function run(): Promise<void> {
    running = true;
    await insertTogether(take());
    running = false;
    next();
  }

  function take(): readonly Item[] {
    let bytes = 0;
    let count = 0;
    while (count < waiting.length && bytes < fullBytes) bytes += waiting[count++]!.item.sizeBytes;
    const taken = waiting.slice(0, count).map(({ item }) => item);
    waiting = waiting.slice(count);
    waitingBytes -= bytes;
    return taken;
  }

  async function insertTogether(items: readonly Item[]): Promise<void> {
    try {
      await insert(items);
    } catch (error) {
      if (items.length > 1 && isFaultOfItem(error)) for (const item of items) await insertTogether([item]);
      else for (const item of items) failed(item, error);
      return;
    }
    done(items);
  }

  return {
    add(items) {
      const dueMs = performance.now() + delayMs;
      for (const item of items) {
        waiting.push({ item, dueMs });
        waitingBytes += item.sizeBytes;
      }
      next();
    },
    hurry() {
      hurried = true;
      next();
    },
  };
}
