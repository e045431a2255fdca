/** Things that serve one task at a time, such as the sequences of a model's context. */
export interface Pool<Item> {
  /**
   * Waits for its turn, gives the task the fittest free item, and takes it back. Tasks that wait
   * are served in the order in which they came.
   */
  use<Result>(fitness: (item: Item) => number, task: (item: Item) => Promise<Result>): Promise<Result>;
  /** Settles once no task has an item or waits for one. */
  idle(): Promise<void>;
}

/**
 * Lends each of the items to one task at a time.
 *
 * @param items What is lent.
 * @param atOnce Most tasks that have one at the same time, at most as many as there are items: those that
 * are free meanwhile keep what they remember.
 */
export function openPool<Item>(items: readonly Item[], atOnce: number = items.length): Pool<Item> {
  const free = [...items];
  const waiting: (() => void)[] = [];
  const running = new Set<Promise<unknown>>();
  let turns = Math.min(atOnce, items.length);

  const takeFittest = (fitness: (item: Item) => number): Item => {
    const values = free.map(fitness);
    const [item] = free.splice(values.indexOf(Math.max(...values)), 1);
    return item as Item;
  };
  const serve = async <Result>(fitness: (item: Item) => number, task: (item: Item) => Promise<Result>) => {
    if (turns > 0) turns--;
    else await new Promise<void>((resolve) => waiting.push(resolve)); // the turn is handed on, not given back
    const item = takeFittest(fitness);
    try {
      return await task(item);
    } finally {
      free.push(item);
      const next = waiting.shift();
      if (next === undefined) turns++;
      else next();
    }
  };
  return {
    use: (fitness, task) => {
      const result = serve(fitness, task);
      const settled = result.catch(() => undefined).finally(() => running.delete(settled));
      running.add(settled);
      return result;
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/**
 * How well an evaluated sequence serves a prompt: the tokens they share, less a little for what it
 * would have to forget, so that a sequence keeps the prompts that begin alike and an empty one is
 * taken before another's.
 */
export function reuse(evaluated: readonly number[], prompt: readonly number[]): number {
  const shared = sharedLength(evaluated, prompt);
  return shared - (evaluated.length - shared) / 8;
}

/** With how many equal values two lists begin. */
export function sharedLength(a: readonly number[], b: readonly number[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}
