/** Things that serve one task at a time, such as the sequences of a model's context. */
export interface Pool<Item> {
  /**
   * Waits for a free item, gives the task the fittest of them, and takes it back. Tasks that wait
   * are served in the order in which they came.
   */
  use<Result>(fitness: (item: Item) => number, task: (item: Item) => Promise<Result>): Promise<Result>;
  /** Settles once no task has an item or waits for one. */
  idle(): Promise<void>;
}

/** Lends each of the items to one task at a time. */
export function openPool<Item>(items: readonly Item[]): Pool<Item> {
  const free = [...items];
  const waiting: ((item: Item) => void)[] = [];
  const running = new Set<Promise<unknown>>();

  const takeFittest = (fitness: (item: Item) => number): Item => {
    const values = free.map(fitness);
    const [item] = free.splice(values.indexOf(Math.max(...values)), 1);
    return item as Item;
  };
  const serve = async <Result>(fitness: (item: Item) => number, task: (item: Item) => Promise<Result>) => {
    const item = free.length > 0 ? takeFittest(fitness) : await new Promise<Item>((resolve) => waiting.push(resolve));
    try {
      return await task(item);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.push(item);
      else next(item);
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
  let shared = 0;
  while (shared < prompt.length && shared < evaluated.length && evaluated[shared] === prompt[shared]) shared++;
  return shared - (evaluated.length - shared) / 8;
}
